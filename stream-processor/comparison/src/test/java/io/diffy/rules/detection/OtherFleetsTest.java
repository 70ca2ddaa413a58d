package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Kind;
import io.diffy.schemas.packfile.TriagePack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What must hold in groups with other noise than the rules have seen. */
class OtherFleetsTest {
  private static final Map<String, String> SSHD = process("sshd", "/usr/sbin/sshd");
  private static final Map<String, String> MINER = process("kdevtmpfsi", "/dev/shm/kdevtmpfsi");
  private static final Map<String, String> ROGUE_MODULE = row("name", "diamorphine", "size", "1");
  private static final Map<String, String> LOOP_MODULE = row("name", "loop", "size", "2");

  @Test
  void helpersOnManyHostsDoNotHideAProgramInAFolderForAnybody() {
    Fleet fleet = new Fleet(rules("processes")).with(1, 50, List.of(SSHD));
    for (int n = 51; n <= 59; n++) {
      String helper = "job-" + (char) ('a' + n - 51);
      fleet.with(instance(n), List.of(SSHD, process(helper, "/usr/bin/" + helper)));
    }
    fleet.with(instance(60), List.of(SSHD, MINER));

    assertEquals(MINER, fleet.row(fleet.only().subject()));
  }

  @Test
  void aCronLineOnATenthOfTheHostsIsOneStory() {
    Fleet fleet =
        new Fleet(rules("crontab"))
            .with(1, 90, CLEAN_CRON)
            .with(91, 100, plus(CLEAN_CRON, ROGUE_CRON));

    Deviation campaign = fleet.only();

    assertEquals(10, campaign.hosts().size());
    assertEquals(2.301, campaign.score());
  }

  @Test
  void aCronLineOnFourOfTenHostsIsAPartOfTheGroupThatNothingExplains() {
    Fleet fleet =
        new Fleet(rules("crontab"))
            .with(1, 60, CLEAN_CRON)
            .with(61, 100, plus(CLEAN_CRON, ROGUE_CRON));

    assertEquals(40, fleet.only().hosts().size());
  }

  @Test
  void aCronLineOnHalfOfTheHostsIsWhatTheyHave() {
    Fleet fleet =
        new Fleet(rules("crontab"))
            .with(1, 50, CLEAN_CRON)
            .with(51, 100, plus(CLEAN_CRON, ROGUE_CRON));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aKernelModuleOnLessThanATenthOfTheHostsMayBeAHabit() {
    Fleet fleet =
        new Fleet(rules("kernel_modules"))
            .with(1, 91, List.of(LOOP_MODULE))
            .with(92, 100, List.of(LOOP_MODULE, ROGUE_MODULE));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aKernelModuleOnATenthOfTheHostsIsAPartOfTheGroupThatNothingExplains() {
    Fleet fleet =
        new Fleet(rules("kernel_modules"))
            .with(1, 90, List.of(LOOP_MODULE))
            .with(91, 100, List.of(LOOP_MODULE, ROGUE_MODULE));

    assertEquals(10, fleet.deviations().get(0).hosts().size());
  }

  @Test
  void aTenthOfOneImageIsNoTenthOfTheGroup() {
    Fleet fleet = new Fleet(rules("kernel_modules")).with(1, 160, List.of(LOOP_MODULE));
    for (int n = 161; n <= 180; n++) {
      fleet.with(
          instance(n, "8", "ami-new"),
          n > 172 ? List.of(LOOP_MODULE, ROGUE_MODULE) : List.of(LOOP_MODULE));
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aPackageThatFourOfSevenHostsOfAnImageHaveIsUnderWayThereThoughOtherImagesBringIt() {
    List<Map<String, String>> curl = List.of(row("name", "curl", "version", "8"));
    List<Map<String, String>> kernel = plus(curl, row("name", "linux-6.1", "version", "1"));
    Fleet fleet = new Fleet(rules("deb_packages")).with(1, 60, kernel);
    for (int n = 61; n <= 67; n++) {
      fleet.with(instance(n, "6", "ami-old"), n < 65 ? kernel : curl);
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void whatFiveOfEightHostsOfAnImageShowByChanceIsNotWhatTheyShouldShow() {
    Fleet fleet = new Fleet(rules("crontab"));
    for (int n = 1; n <= 60; n++) {
      fleet.with(instance(n), List.of(shard(n % 9)));
    }
    for (int n = 61; n <= 68; n++) {
      fleet.with(instance(n, "6", "ami-old"), List.of(shard(n < 66 ? 0 : n - 63)));
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void whatSevenOfEightHostsOfAnImageShowIsWhatTheyShouldShow() {
    Fleet fleet = new Fleet(rules("crontab")).with(1, 60, List.of(shard(1)));
    for (int n = 61; n <= 68; n++) {
      fleet.with(instance(n, "6", "ami-old"), List.of(shard(n < 68 ? 0 : 5)));
    }

    assertEquals(1, fleet.deviations().size());
  }

  private static Map<String, String> shard(int of) {
    return row("path", "/etc/cron.d/shard", "command", "root compact", "minute", "" + of);
  }

  @Test
  void whatFourOfSevenHostsOfAnImageHaveAndNobodyElseIsNotMissing() {
    Fleet fleet = new Fleet(rules("crontab")).with(1, 30, CLEAN_CRON);
    for (int n = 31; n <= 37; n++) {
      fleet.with(instance(n, "8", "ami-new"), n < 35 ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON);
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aCanaryIsNotHeldAgainstOneThatJustStarts() {
    Fleet fleet =
        new Fleet(rules("crontab"))
            .with(1, 30, CLEAN_CRON)
            .with(instance(31, "9", "ami-canary"), plus(CLEAN_CRON, ROGUE_CRON))
            .with(instance(32, "9", "ami-canary"), CLEAN_CRON);

    assertEquals(1, fleet.deviations().size());
    assertEquals(List.of(), fleet.starting(instance(32, "9", "ami-canary")).deviations());
  }

  @Test
  void whatMostOfTheGroupRunAtATimeFewOfASmallCohortMayRunToo() {
    Map<String, String> work = process("resolver", "/usr/bin/resolver");
    Map<String, String> own = process("netlogd", "/usr/lib/netlogd");
    Fleet fleet =
        new Fleet(rules("processes")).with(1, 20, List.of(SSHD)).with(21, 60, List.of(SSHD, work));
    for (int n = 61; n <= 69; n++) {
      fleet.with(instance(n, "8", "ami-new"), n > 67 ? List.of(SSHD, work) : List.of(SSHD));
    }
    fleet.with(instance(70, "8", "ami-new"), List.of(SSHD, own));

    assertEquals(own, fleet.row(fleet.only().subject()));
  }

  @Test
  void inWhatWordsASmallCohortRunsItThoseSayWhoRunIt() {
    Fleet fleet =
        new Fleet(rules("processes"))
            .with(1, 18, List.of(SSHD))
            .with(19, 40, List.of(SSHD, encoder("2")));
    for (int n = 41; n <= 45; n++) {
      fleet.with(instance(n, "7", "ami-big"), n < 43 ? List.of(SSHD, encoder("4")) : List.of(SSHD));
    }
    assertEquals(List.of(), fleet.deviations());

    fleet.with(instance(46, "7", "ami-other"), List.of(SSHD, encoder("2")));
    fleet.with(instance(47, "7", "ami-other"), List.of(SSHD, encoder("2")));
    fleet.with(instance(48, "7", "ami-other"), List.of(SSHD, encoder("7")));
    assertEquals(encoder("7"), fleet.row(fleet.only().subject()));
  }

  /**
   * Three zones have an address each; of the eight hosts of a new image, all but one are in one
   * zone.
   */
  @Test
  void whatAThirdOfTheGroupShowIsNoChangeInASmallCohort() {
    Fleet fleet = new Fleet(rules("etc_hosts"));
    for (int n = 1; n <= 60; n++) {
      fleet.with(instance(n), List.of(logs(20 + n % 3)));
    }
    for (int n = 61; n <= 68; n++) {
      fleet.with(instance(n, "8", "ami-new"), List.of(logs(n < 68 ? 20 : 21)));
    }
    assertEquals(List.of(), fleet.deviations());

    fleet.with(instance(69, "8", "ami-new"), List.of(logs(66)));
    assertEquals(logs(66), fleet.row(fleet.only().subject()));
  }

  private static Map<String, String> logs(int host) {
    return row("address", "198.51.100." + host, "hostnames", "logs.internal");
  }

  @Test
  void whatManyOfTheGroupDoNotRunAtATimeIsNotMissingInASmallCohort() {
    Map<String, String> work = process("encoder", "/usr/bin/encoder");
    Fleet fleet =
        new Fleet(rules("processes")).with(1, 20, List.of(SSHD)).with(21, 60, List.of(SSHD, work));
    for (int n = 61; n <= 70; n++) {
      fleet.with(instance(n, "8", "ami-new"), n < 69 ? List.of(SSHD, work) : List.of(SSHD));
    }
    fleet.with(instance(71, "8", "ami-new"), List.of(work));

    assertEquals(SSHD, fleet.row(fleet.only().subject()));
  }

  private static Map<String, String> encoder(String threads) {
    Map<String, String> encoder = process("encoder", "/usr/bin/encoder");
    encoder.put("cmdline", "/usr/bin/encoder --threads " + threads);
    return encoder;
  }

  @Test
  void aConnectionThatIsNotThereAtTheMomentProvesNothing() {
    Map<String, String> time = connection("chronyd", "123");
    Map<String, String> beacon = connection("xmrig", "3333");
    Fleet fleet =
        new Fleet(rules("process_open_sockets"))
            .with(1, 28, List.of(time))
            .with(instance(29), List.of())
            .with(instance(30), List.of(time, beacon));

    assertEquals(Kind.UNEXPECTED, fleet.only().kind());
  }

  @Test
  void inAGroupOfFiveAnAnswerWithoutAQuarterOfItsProcessesWasCut() {
    List<Map<String, String>> all =
        IntStream.range(0, 60).mapToObj(n -> process("p" + n, "/usr/bin/p" + n)).toList();
    Fleet fleet =
        new Fleet(rules("processes")).with(1, 4, all).with(instance(5), all.subList(0, 45));

    DetectionResult result = fleet.detect();

    assertEquals(List.of(), result.deviations());
    assertEquals(
        List.of(instance(5)), result.implausible().stream().map(HostItems::instance).toList());
  }

  @Test
  void anotherImageHasOtherProgramsInPlaceOfThoseThatAreGone() {
    List<Map<String, String>> all =
        IntStream.range(0, 60).mapToObj(n -> process("p" + n, "/usr/bin/p" + n)).toList();
    List<Map<String, String>> other = new ArrayList<>(all.subList(0, 45));
    IntStream.range(0, 15).forEach(n -> other.add(process("q" + n, "/usr/bin/q" + n)));
    Fleet fleet = new Fleet(rules("processes")).with(1, 4, all).with(instance(5), other);

    assertEquals(List.of(), fleet.detect().implausible());
  }

  private static QueryRules rules(String query) {
    return QueryRules.of(TriagePack.load().queries().get(query));
  }

  private static Map<String, String> process(String name, String path) {
    return row("name", name, "path", path, "cmdline", path, "uid", "0", "on_disk", "1");
  }

  private static Map<String, String> connection(String name, String port) {
    return row("name", name, "protocol", "6", "local_port", "40000", "remote_port", port);
  }
}
