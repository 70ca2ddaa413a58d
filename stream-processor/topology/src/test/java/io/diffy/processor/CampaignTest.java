package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One thing on many hosts of a group: a habit, or one implant. */
class CampaignTest extends WebProdTest {
  private static final int GROUP = 60;
  private static final int HOSTS = 4;

  /** Of a program that anybody might install. */
  private static final Map<String, String> LISTENER = new TreeMap<>(ROGUE_LISTENER);

  static {
    LISTENER.put("path", "/usr/bin/ncat");
  }

  private static final int PART = 10;
  private static final List<Map<String, String>> MODULES =
      List.of(row("name", "loop", "size", "40960", "status", "Live"));
  private static final Map<String, String> ROGUE_MODULE =
      row("name", "diamorphine", "size", "16384", "status", "Live");

  @Test
  void aThingThatManyHostsShareInOneTableIsTheirHabit() {
    collect(HOSTS, 0);

    assertEquals(List.of(), rig.findings());
  }

  @Test
  void aThingThatLastsOnATenthOfTheHostsIsAPartOfTheGroupThatNothingExplains() {
    collect(PART, 0);

    List<Finding> findings = rig.findings();
    Finding part = findings.get(0);

    assertEquals(1, findings.size());
    assertEquals(PART, part.instances().size());
    assertEquals(Severity.MEDIUM, part.severity());
  }

  @Test
  void aCronLineThatManyHostsShareIsNoHabitButADecision() {
    int n = 0;
    for (Instance host : instances(GROUP)) {
      rig.observe(
          Observation.of(
              host,
              "crontab",
              THREE_AM.plusSeconds(60 + n),
              n < HOSTS ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON));
      n++;
    }
    rig.end(FOUR_AM);

    Finding campaign = rig.findings().get(0);

    assertEquals(HOSTS, campaign.instances().size());
    assertEquals(2.079, campaign.score(), 0.0005, "-log10(0.5 / 60)");
  }

  @Test
  void anImplantThatShowsInTwoTablesOfJustTheseHostsIsOneLoudFindingInEach() {
    collect(HOSTS, HOSTS);

    List<Finding> findings = rig.findings();

    assertEquals(
        new TreeSet<>(List.of("kernel_modules", "listening_ports")),
        findings.stream().map(Finding::query).collect(Collectors.toCollection(TreeSet::new)));
    findings.forEach(f -> assertEquals(HOSTS, f.instances().size()));
    findings.forEach(f -> assertEquals(2.079, f.score(), 0.0005, "-log10(0.5 / 60)"));
  }

  @Test
  void twoHabitsOfDifferentHostsBearNoWitnessForEachOther() {
    collect(HOSTS, HOSTS + 1);

    assertEquals(List.of(), rig.findings());
  }

  /** The first hosts have the module, the first hosts the port. */
  private void collect(int withModule, int withPort) {
    int n = 0;
    for (Instance host : instances(GROUP)) {
      Instant at = THREE_AM.plusSeconds(60 + n);
      rig.observe(
          Observation.of(
              host, "kernel_modules", at, n < withModule ? plus(MODULES, ROGUE_MODULE) : MODULES));
      rig.observe(
          Observation.of(
              host,
              "listening_ports",
              at,
              n < withPort ? plus(CLEAN_LISTENERS, LISTENER) : CLEAN_LISTENERS));
      n++;
    }
    rig.end(FOUR_AM);
  }
}
