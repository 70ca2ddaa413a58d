package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One thing on many hosts of a group: a habit, or one implant. */
class CampaignTest extends WebProdTest {
  private static final int GROUP = 60;
  private static final int HOSTS = 10;

  @Test
  void aThingThatManyHostsShareInOneTableIsTheirHabit() {
    collect(HOSTS, 0);

    assertEquals(List.of(), rig.findings());
  }

  @Test
  void anImplantThatShowsInTwoTablesOfJustTheseHostsIsOneLoudFindingInEach() {
    collect(HOSTS, HOSTS);

    List<Finding> findings = rig.findings();

    assertEquals(
        new TreeSet<>(List.of("crontab", "listening_ports")),
        findings.stream().map(Finding::query).collect(Collectors.toCollection(TreeSet::new)));
    findings.forEach(f -> assertEquals(HOSTS, f.instances().size()));
    findings.forEach(f -> assertEquals(2.079, f.score(), 0.0005, "-log10(0.5 / 60)"));
  }

  @Test
  void twoHabitsOfDifferentHostsBearNoWitnessForEachOther() {
    collect(HOSTS, HOSTS + 1);

    assertEquals(List.of(), rig.findings());
  }

  /** The first hosts have the cron line, the first hosts the port. */
  private void collect(int withCron, int withPort) {
    int n = 0;
    for (Instance host : instances(GROUP)) {
      Instant at = THREE_AM.plusSeconds(60 + n);
      rig.observe(
          Observation.of(
              host, "crontab", at, n < withCron ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON));
      rig.observe(
          Observation.of(
              host,
              "listening_ports",
              at,
              n < withPort ? plus(CLEAN_LISTENERS, ROGUE_LISTENER) : CLEAN_LISTENERS));
      n++;
    }
    rig.end(FOUR_AM);
  }
}
