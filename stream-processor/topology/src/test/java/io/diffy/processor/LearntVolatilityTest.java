package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.item.ColumnPins;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.LearntColumn;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A column that no pack calls volatile, learnt from the peers on the whole path. */
class LearntVolatilityTest {
  private static final Instance ATTACKED = instance(4);

  /** No pack describes it: the name is its identity. */
  private static final String QUERY = "backup_jobs";

  @TempDir Path stateDir;

  @Test
  void theChangeBesideItIsAFindingThatSaysWhatWasNotCompared() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      night(THREE_AM, 0).forEach(rig::observe);
      rig.end(FOUR_AM);

      Finding finding = rig.findings().get(0);
      assertEquals(Kind.CHANGED, finding.kind());
      assertEquals(List.of(ATTACKED), finding.instances());
      assertEquals(job(4, 0, "intruder"), finding.row(), "the raw row of the attacked host");
      assertEquals(List.of("token"), finding.maskedColumns());
      assertEquals(
          "1 of 10 instances (launch version 7, ami-0a7, m5.large) differs"
              + " in user: \"intruder\" instead of \"root\"",
          finding.reason());
      Learnt learnt = rig.evaluations().get(0).learnt();
      assertEquals(List.of(new LearntColumn("token", 1, 1, 1, false)), learnt.columns());
    }
  }

  @Test
  void nextHoursValuesAreTheSameFindingAndTheSameVersion() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      for (int hour = 0; hour < 4; hour++) {
        night(THREE_AM.plus(Duration.ofHours(hour)), hour).forEach(rig::observe);
      }
      rig.end(FOUR_AM.plus(Duration.ofHours(3)));

      assertEquals(1, rig.findings().size());
      Set<String> versions =
          Set.copyOf(rig.evaluations().stream().map(e -> e.learnt().version()).toList());
      assertEquals(1, versions.size());
      assertNotEquals(Set.of(""), versions);
    }
  }

  @Test
  void aChangeIsKnownAsNewAlthoughEveryTokenIsNew() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      for (int hour = 0; hour < 30; hour++) {
        Instant at = THREE_AM.plus(Duration.ofHours(hour));
        for (int n = 1; n <= 10; n++) {
          rig.observe(answer(n, at, job(n, hour, n == 4 && hour == 29 ? "intruder" : "root")));
        }
      }
      rig.end(FOUR_AM.plus(Duration.ofHours(29)));

      Finding finding = rig.findings().get(0);
      assertEquals(List.of(ATTACKED), finding.instances());
      assertTrue(finding.score() > 2, "300 answers without it: " + finding);
    }
  }

  @Test
  void theFindingClosesWhenTheRowIsMended() {
    try (TopologyRig rig = new TopologyRig(stateDir)) {
      night(THREE_AM, 0).forEach(rig::observe);
      Instant later = FOUR_AM;
      for (int n = 1; n <= 10; n++) {
        rig.observe(answer(n, later, job(n, 1, "root")));
      }
      rig.end(later.plus(Duration.ofHours(1)));

      List<Finding> events = rig.findings();
      assertEquals(Activity.CLOSE, events.get(1).activity());
      assertEquals("row gone", events.get(1).closeReason().orElseThrow().words());
    }
  }

  @Test
  void theOrderOfArrivalChangesNothing() {
    List<Observation> answers = new ArrayList<>(night(THREE_AM, 0));
    List<Finding> inOrder = findings(stateDir.resolve("a"), answers);
    Collections.shuffle(answers, new Random(7));

    assertEquals(inOrder, findings(stateDir.resolve("b"), answers));
  }

  @Test
  void aColumnPinnedNeverIsCompared() {
    Map<String, ColumnPins> pins = Map.of(QUERY, new ColumnPins(Set.of(), Set.of("token")));
    try (TopologyRig rig = new TopologyRig(stateDir, pins)) {
      night(THREE_AM, 0).forEach(rig::observe);
      rig.end(FOUR_AM);

      assertEquals(List.of(), rig.findings());
      Learnt learnt = rig.evaluations().get(0).learnt();
      assertEquals(new Learnt("", List.of(new LearntColumn("token", 1, 0, 1, true))), learnt);
    }
  }

  @Test
  void aColumnPinnedVolatileIsNotEvenLookedAt() {
    Map<String, ColumnPins> pins = Map.of(QUERY, new ColumnPins(Set.of("token"), Set.of()));
    try (TopologyRig rig = new TopologyRig(stateDir, pins)) {
      night(THREE_AM, 0).forEach(rig::observe);
      rig.end(FOUR_AM);

      assertEquals(1, rig.findings().size());
      assertEquals(Learnt.NOTHING, rig.evaluations().get(0).learnt());
    }
  }

  private static List<Finding> findings(Path state, List<Observation> answers) {
    try (TopologyRig rig = new TopologyRig(state)) {
      answers.forEach(answer -> rig.observe(answer, THREE_AM.plusSeconds(60)));
      rig.end(FOUR_AM);
      return rig.findings();
    }
  }

  /** Ten hosts with a token of their own each; one job runs as the intruder. */
  private static List<Observation> night(Instant at, int hour) {
    List<Observation> answers = new ArrayList<>();
    for (int n = 1; n <= 10; n++) {
      answers.add(answer(n, at, job(n, hour, n == 4 ? "intruder" : "root")));
    }
    return answers;
  }

  private static Observation answer(int host, Instant at, Map<String, String> job) {
    return Observation.of(instance(host), QUERY, at.plusSeconds(60 + host), List.of(job));
  }

  private static Map<String, String> job(int host, int hour, String user) {
    return row(
        "name",
        "backup",
        "args",
        "--from " + instance(host).hostname(),
        "token",
        "t" + hour + "-" + (char) ('a' + host),
        "user",
        user);
  }
}
