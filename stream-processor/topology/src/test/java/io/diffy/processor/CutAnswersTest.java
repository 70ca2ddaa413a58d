package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Absence needs proof, presence does not: what a cut answer shows is there. */
class CutAnswersTest extends FortyHostsTest {
  private static final int VICTIM = 7;
  private static final Map<String, String> OPS_KEY = key("AAAAops");
  private static final Map<String, String> EVIL_KEY = key("AAAAevil");

  @Test
  void aKeyInACutAnswerAccusesItsHost() {
    hour(THREE_AM, Coverage.TRUNCATED, EVIL_KEY);
    rig.end(FOUR_AM);

    Finding accused = accused().get(0);
    assertEquals(EVIL_KEY, accused.row());
    assertEquals(
        "1 of 40 instances (launch version 7, ami-0a7, m5.large) has this", accused.reason());
  }

  @Test
  void whatItLacksAccusesNobodyAndTheCutIsNamed() {
    hour(THREE_AM, Coverage.TRUNCATED, OPS_KEY);
    rig.end(FOUR_AM);

    assertEquals(List.of(Kind.COVERAGE), rig.findings().stream().map(Finding::kind).toList());
  }

  @Test
  void aCutAnswerWithoutTheRowClosesNothingAndAWholeOneDoes() {
    hour(THREE_AM, Coverage.TRUNCATED, EVIL_KEY);
    hour(FOUR_AM, Coverage.TRUNCATED, OPS_KEY);
    rig.end(FIVE_AM);

    assertEquals(1, deviations().stream().filter(Finding::isOpen).count());

    hour(FIVE_AM, Coverage.OK, OPS_KEY);
    rig.end(FIVE_AM.plusSeconds(3600));

    List<Finding> events = deviations();
    assertEquals(Optional.of(CloseReason.ROW_GONE), events.get(events.size() - 1).closeReason());
  }

  @Test
  void aWorkerBesideWhichOthersWereCutAwayIsNoChange() {
    int n = 0;
    for (Instance host : instances(HOSTS)) {
      Map<String, String> worker = python("worker.py --slot 1 --scratch /scratch/tmp" + n + "a1");
      Observation answer =
          Observation.of(
              host,
              "processes",
              THREE_AM.plusSeconds(60 + n),
              n == VICTIM
                  ? List.of(worker)
                  : List.of(
                      python("main.py"),
                      python("worker.py --slot 0 --scratch /scratch/tmp" + n + "a0"),
                      worker));
      rig.observe(
          n == VICTIM ? answer.with(new Status(Coverage.TRUNCATED, "24,000 characters")) : answer);
      n++;
    }
    rig.end(FOUR_AM);

    assertEquals(List.of(), deviations());
  }

  private static Map<String, String> python(String words) {
    return row(
        "path",
        "/usr/bin/python3",
        "cmdline",
        "/usr/bin/python3 /srv/app/" + words,
        "pid",
        "9",
        "uid",
        "1201");
  }

  private void hour(Instant from, Coverage coverage, Map<String, String> shown) {
    int n = 0;
    for (Instance host : instances(HOSTS)) {
      List<Map<String, String>> all = List.of(OPS_KEY, key("AAAAteam"));
      boolean victim = n == VICTIM;
      boolean cut = victim && coverage != Coverage.OK;
      Observation answer =
          Observation.of(
              host, "authorized_keys", from.plusSeconds(60 + n), cut ? List.of(shown) : all);
      rig.observe(cut ? answer.with(new Status(coverage, "a sparse file")) : answer);
      n++;
    }
  }

  private static Map<String, String> key(String key) {
    return row("username", "root", "uid", "0", "key", key, "key_file", "/root/.ssh/keys");
  }
}
