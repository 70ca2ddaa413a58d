package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.HOURLY_CRON;
import static io.diffy.schemas.TestObservations.LOGROTATE_CRON;
import static io.diffy.schemas.TestObservations.NGINX_LISTENER;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.SSHD_LISTENER;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.listener;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import io.diffy.schemas.packfile.TriagePack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What few hosts have, lack, or have differently; and what is not worth a person's time. */
class DetectorTest {
  private static final QueryRules CRON = rules("crontab");
  private static final QueryRules PORTS = rules("listening_ports");

  @Test
  void aRogueCronOnOneOfTwentyIsUnexpected() {
    Fleet fleet =
        new Fleet(CRON).with(1, 19, CLEAN_CRON).with(instance(20), plus(CLEAN_CRON, ROGUE_CRON));

    Deviation found = fleet.only();

    assertEquals(Kind.UNEXPECTED, found.kind());
    assertEquals(ROGUE_CRON, fleet.row(found.subject()));
    assertEquals(List.of("i-0000000000000020"), ids(found));
    assertEquals(1, found.prevalence().hostsWithItem());
    assertEquals(20, found.prevalence().hostsCompared());
    assertEquals(1.602, found.score(), 0.0005, "-log10(0.5 / 20)");
  }

  @Test
  void aLineThatOneHostLacksIsMissingThere() {
    Fleet fleet = new Fleet(CRON).with(1, 19, CLEAN_CRON).with(instance(20), List.of(HOURLY_CRON));

    Deviation found = fleet.only();

    assertEquals(Kind.MISSING, found.kind());
    assertEquals(LOGROTATE_CRON, fleet.row(found.subject()), "what the peers have");
    assertEquals(19, found.prevalence().hostsWithItem());
  }

  @Test
  void anEmptyAnswerLacksEverything() {
    Fleet fleet = new Fleet(CRON).with(1, 19, CLEAN_CRON).with(instance(20), List.of());

    assertEquals(
        List.of(Kind.MISSING, Kind.MISSING),
        fleet.deviations().stream().map(Deviation::kind).toList());
  }

  @Test
  void anotherProgramOnAKnownPortIsAChange() {
    Map<String, String> fakeSshd =
        listener("0.0.0.0", "22", "99", "sshd", "/tmp/sshd", "/tmp/sshd -D");
    Fleet fleet =
        new Fleet(PORTS)
            .with(1, 19, CLEAN_LISTENERS)
            .with(instance(20), List.of(fakeSshd, NGINX_LISTENER));

    Deviation found = fleet.only();

    assertEquals(Kind.CHANGED, found.kind());
    assertEquals(fakeSshd, fleet.row(found.subject()));
    assertEquals(SSHD_LISTENER, fleet.row(found.item().previous()));
  }

  @Test
  void aRestartedServiceHasAnotherPidAndIsNoDifference() {
    Map<String, String> restarted =
        listener("0.0.0.0", "22", "31999", "sshd", "/usr/sbin/sshd", "/usr/sbin/sshd -D");

    Fleet fleet =
        new Fleet(PORTS)
            .with(1, 19, CLEAN_LISTENERS)
            .with(instance(20), List.of(restarted, NGINX_LISTENER));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void portsTheKernelHandsOutAreOneBucketButANewProgramInItIsSeen() {
    Fleet fleet = new Fleet(PORTS);
    for (int n = 1; n <= 20; n++) {
      fleet.with(
          instance(n),
          List.of(
              listener("0.0.0.0", "" + (40000 + n), "7", "java", "/usr/bin/java", "java -jar a")));
    }
    assertEquals(List.of(), fleet.deviations());

    Map<String, String> shell = listener("0.0.0.0", "55555", "8", "nc", "/tmp/nc", "nc -l 55555");
    Map<String, String> java =
        listener("0.0.0.0", "40321", "7", "java", "/usr/bin/java", "java -jar a");
    fleet.with(instance(21), List.of(java, shell));

    assertEquals(shell, fleet.row(fleet.only().subject()));
  }

  @Test
  void aColumnThatDiffersOnEveryHostIsNoChange() {
    Fleet fleet = new Fleet(CRON);
    for (int n = 1; n <= 20; n++) {
      fleet.with(
          instance(n),
          List.of(
              row("path", "/etc/cron.d/chef", "command", "root chef-client", "minute", "" + n)));
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aTableWhereEveryHostIsOddMutesItself() {
    Fleet fleet = new Fleet(CRON);
    for (int n = 1; n <= 20; n++) {
      fleet.with(
          instance(n), plus(CLEAN_CRON, row("path", "/var/spool/cron/u" + n, "command", "x" + n)));
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aDeployIsNotAnAttack() {
    Fleet fleet = new Fleet(CRON);
    for (int n = 1; n <= 12; n++) {
      fleet.with(instance(n, "7", "ami-old"), CLEAN_CRON);
    }
    for (int n = 13; n <= 18; n++) {
      fleet.with(
          instance(n, "8", "ami-new"),
          plus(CLEAN_CRON, row("path", "/etc/cron.d/new", "command", "root new")));
    }
    fleet.with(
        instance(19, "9", "ami-canary"),
        List.of(row("path", "/etc/cron.d/canary", "command", "c")));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void theSameImplantOnThreeHostsIsOneDeviationWithThreeHosts() {
    Fleet fleet =
        new Fleet(CRON).with(1, 57, CLEAN_CRON).with(58, 60, plus(CLEAN_CRON, ROGUE_CRON));

    Deviation found = fleet.only();

    assertEquals(3, found.hosts().size());
    assertEquals(3, found.prevalence().hostsWithItem());
  }

  @Test
  void anIntruderCannotMuteOneImplantInASmallGroupByAnother() {
    Map<String, String> decoy = row("path", "/etc/cron.d/decoy", "command", "root true");
    Fleet fleet =
        new Fleet(CRON)
            .with(1, 8, CLEAN_CRON)
            .with(instance(9), plus(CLEAN_CRON, ROGUE_CRON))
            .with(instance(10), plus(CLEAN_CRON, decoy));

    assertEquals(2, fleet.deviations().size());
  }

  @Test
  void twoHostsAloneProveNothing() {
    Fleet fleet =
        new Fleet(CRON)
            .with(instance(1), CLEAN_CRON)
            .with(instance(2), plus(CLEAN_CRON, ROGUE_CRON));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aBaselineJudgesASingleHost() {
    Fleet fleet =
        new Fleet(CRON)
            .withBaseline(instance(1), CLEAN_CRON)
            .with(instance(2), List.of(HOURLY_CRON, ROGUE_CRON));

    List<Deviation> found = fleet.deviations();

    assertEquals(2, found.size());
    assertTrue(found.stream().allMatch(d -> d.prevalence().method() == Method.BASELINE));
    assertTrue(found.stream().anyMatch(d -> d.kind() == Kind.MISSING));
    assertTrue(found.stream().anyMatch(d -> d.kind() == Kind.UNEXPECTED));
  }

  @Test
  void withABaselineAnImplantOnEveryHostOfASmallGroupIsSeen() {
    Fleet fleet =
        new Fleet(CRON)
            .withBaseline(instance(9), CLEAN_CRON)
            .with(1, 3, plus(CLEAN_CRON, ROGUE_CRON));

    assertEquals(3, fleet.only().hosts().size());
  }

  @Test
  void anAnswerThatLacksMostOfABigTableIsNotBelieved() {
    List<Map<String, String>> modules = new ArrayList<>();
    for (int n = 0; n < 70; n++) {
      modules.add(row("name", "mod_" + (char) ('a' + n % 26) + n));
    }
    DetectionResult result =
        new Fleet(rules("kernel_modules"))
            .with(1, 19, modules)
            .with(instance(20), modules.subList(0, 15))
            .detect();

    assertEquals(List.of(), result.deviations());
    assertEquals(
        List.of("i-0000000000000020"),
        result.implausible().stream().map(c -> c.instance().instanceId()).toList());
  }

  @Test
  void portsThatAreAllGoneWereCutButRulesThatAreAllGoneWereRemoved() {
    List<Map<String, String>> many = new ArrayList<>();
    List<Map<String, String>> rules = new ArrayList<>();
    for (int n = 1; n <= 6; n++) {
      many.add(listener("0.0.0.0", Integer.toString(8000 + n), "7", "app" + n, "/app", "/app"));
      rules.add(row("chain", "INPUT", "target", "DROP", "dst_port", Integer.toString(n)));
    }
    Fleet ports = new Fleet(PORTS).with(1, 19, many).with(instance(20), List.of());
    Fleet firewall = new Fleet(rules("iptables")).with(1, 19, rules).with(instance(20), List.of());

    assertEquals(1, ports.detect().implausible().size());
    assertEquals(List.of(), ports.deviations());
    assertEquals(6, firewall.deviations().size());
  }

  @Test
  void aHostWithFiftyOddRowsIsAsMuchNoiseAsAHostWithOne() {
    List<Map<String, String>> odd = new ArrayList<>(CLEAN_CRON);
    for (int n = 0; n < 50; n++) {
      odd.add(row("path", "/etc/cron.d/f", "command", "root job-" + (char) ('a' + n % 26) + n));
    }
    Map<String, String> one = row("path", "/etc/cron.d/g", "command", "root job");
    Fleet fleet =
        new Fleet(CRON)
            .with(1, 58, CLEAN_CRON)
            .with(instance(59), odd)
            .with(instance(60), plus(CLEAN_CRON, one));

    Deviation found =
        fleet.deviations().stream()
            .filter(d -> one.equals(fleet.row(d.subject())))
            .findFirst()
            .orElseThrow();

    assertEquals(1.602, found.score(), 0.0005, "-log10((0.5 + 1) / 60)");
  }

  @Test
  void anUpgradeThatSomeHostsHadIsOneDeviation() {
    List<Map<String, String>> before = packages("1.0");
    Fleet fleet =
        new Fleet(rules("deb_packages")).with(1, 38, before).with(39, 40, packages("1.1"));

    Deviation upgrade = fleet.only();

    assertEquals(Kind.CHANGED, upgrade.kind());
    assertEquals(2, upgrade.hosts().size());
    assertEquals(7, upgrade.standsFor());
  }

  @Test
  void withABaselineAnImplantOnEveryHostOfABigGroupIsSeen() {
    Fleet fleet =
        new Fleet(CRON)
            .withBaseline(instance(99), CLEAN_CRON)
            .with(1, 60, plus(CLEAN_CRON, ROGUE_CRON));

    Deviation implant = fleet.only();

    assertEquals(60, implant.hosts().size());
    assertEquals(Method.BASELINE, implant.prevalence().method());
    assertEquals(2.146, implant.score(), 0.0005, "-log10(0.5 / 70)");
  }

  @Test
  void aLineThatEveryHostLostSinceTheBaselineIsMissing() {
    Fleet fleet =
        new Fleet(CRON).withBaseline(instance(99), CLEAN_CRON).with(1, 60, List.of(HOURLY_CRON));

    assertEquals(Kind.MISSING, fleet.only().kind());
  }

  @Test
  void cleanHostsOfABaselineMayDifferAsHostsDo() {
    List<Map<String, String>> guarded = plus(packages("1.0"), row("name", "ufw", "version", "2"));
    Fleet fleet =
        new Fleet(rules("deb_packages"))
            .withBaselines(instance(99), List.of(packages("1.0"), packages("1.1"), guarded))
            .with(1, 13, packages("1.0"))
            .with(14, 18, packages("1.1"));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void whatABaselineHasIsNeitherUnexpectedNorChanged() {
    Fleet fleet =
        new Fleet(rules("deb_packages"))
            .withBaseline(instance(99), packages("1.1"))
            .with(1, 20, packages("1.0"))
            .with(21, 28, packages("1.1"));

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void whatTheCleanHostAloneHasIsNoLossWhereEveryHostHasItsOwn() {
    Fleet fleet =
        new Fleet(CRON)
            .withBaseline(
                instance(99),
                plus(CLEAN_CRON, row("path", "/etc/cron.d/own", "command", "root z")));
    for (int n = 1; n <= 60; n++) {
      fleet.with(
          instance(n),
          plus(
              CLEAN_CRON,
              row("path", "/etc/cron.d/own", "command", "root " + (char) ('a' + n % 24) + n)));
    }

    assertEquals(List.of(), fleet.deviations());
  }

  @Test
  void aHostThatFloodsIsCutOffAndCounted() {
    List<Map<String, String>> flood = new ArrayList<>(CLEAN_CRON);
    for (int n = 0; n < 10_000; n++) {
      flood.add(row("path", "/etc/cron.d/f", "command", "root job-" + (char) ('a' + n % 26) + n));
    }
    DetectionResult result =
        new Fleet(CRON).with(1, 19, CLEAN_CRON).with(instance(20), flood).detect();

    assertEquals(Detector.MOST_PER_HOST, result.deviations().size());
    assertEquals(10_000 - Detector.MOST_PER_HOST, result.overflow());
  }

  @Test
  void theOrderOfHostsAndRowsNeverMatters() {
    List<Map<String, String>> odd = new ArrayList<>(plus(CLEAN_CRON, ROGUE_CRON));
    List<Integer> order = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    Random shuffle = new Random(7);
    List<List<Deviation>> runs = new ArrayList<>();
    for (int run = 0; run < 5; run++) {
      Collections.shuffle(order, shuffle);
      Collections.shuffle(odd, shuffle);
      Fleet fleet = new Fleet(CRON);
      order.forEach(n -> fleet.with(instance(n), n == 4 ? odd : CLEAN_CRON));
      runs.add(fleet.deviations());
    }

    List<String> first = runs.get(0).stream().map(DetectorTest::summary).toList();
    runs.forEach(run -> assertEquals(first, run.stream().map(DetectorTest::summary).toList()));
    assertEquals(1, first.size());
  }

  private static List<Map<String, String>> packages(String version) {
    List<Map<String, String>> packages = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      packages.add(row("name", "lib" + (char) ('a' + n), "version", version, "arch", "amd64"));
    }
    return packages;
  }

  private static String summary(Deviation d) {
    return d.kind() + " " + d.subject() + " " + ids(d) + " " + d.score();
  }

  private static List<String> ids(Deviation deviation) {
    return deviation.hosts().stream().map(h -> h.instance().instanceId()).toList();
  }

  private static QueryRules rules(String query) {
    return QueryRules.of(TriagePack.load().queries().get(query));
  }
}
