package io.diffy.processor.evaluation;

import static io.diffy.processor.evaluation.IngestRig.GRACE;
import static io.diffy.processor.evaluation.IngestRig.GROUP;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.time.HopRule;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which answers count at one time, and what becomes of the other instances. */
class EvaluationInputsTest {
  private static final HopRule HOURLY = new HopRule(Duration.ofHours(1), GRACE);
  private static final Instance HOST = instance(1);

  private final IngestRig rig = new IngestRig();

  @Test
  void theNewestAnswerInsideTheWindowCounts() {
    rig.take(cleanCron(HOST, THREE_AM.minusSeconds(60)));
    rig.take(rogueCron(HOST, FOUR_AM.minusSeconds(60)));
    rig.take(cleanCron(HOST, FOUR_AM.plusSeconds(60)));

    EvaluationInputs inputs = window(FOUR_AM);

    assertEquals(List.of(FOUR_AM.minusSeconds(60)), times(inputs));
    assertEquals(List.of(), inputs.gaps());
  }

  @Test
  void whoMissedOneRunIsStillInTheWindow() {
    rig.take(cleanCron(HOST, THREE_AM.minusSeconds(60)));

    assertEquals(List.of(THREE_AM.minusSeconds(60)), times(window(FOUR_AM)));
  }

  @Test
  void whoMissedTwoIsSilentAndAfterFourGone() {
    rig.take(cleanCron(HOST, THREE_AM.minusSeconds(60)));

    EvaluationInputs silent = window(THREE_AM.plus(Duration.ofHours(3)));
    assertEquals(List.of(), silent.answers());
    assertEquals(
        "no answer since 2026-11-20T02:59:00Z", silent.gaps().get(0).detail(), "a gap with words");
    assertEquals(Set.of(), silent.terminated());

    EvaluationInputs gone = window(THREE_AM.plus(Duration.ofHours(5)));
    assertEquals(List.of(), gone.gaps());
    assertEquals(Set.of(HOST.instanceId()), gone.terminated());
  }

  @Test
  void ofASingleCollectionWhoWasEarlyIsNotSilent() {
    Instant end = THREE_AM.plus(Duration.ofHours(3));
    rig.take(cleanCron(HOST, THREE_AM));
    rig.take(cleanCron(instance(2), end.minusSeconds(60)));

    assertEquals(List.of(), window(end).gaps());

    rig.take(cleanCron(instance(3), THREE_AM));
    rig.take(cleanCron(instance(3), end.minusSeconds(120)));
    assertEquals(HOST, window(end).gaps().get(0).instance(), "others go on answering");
  }

  @Test
  void ofARoundOnlyItsOwnAnswersCount() {
    rig.take(cleanCron(HOST, THREE_AM));
    rig.take(cleanCron(instance(2), THREE_AM.plusSeconds(5)).withRound("round-1"));
    Round round =
        new Round(
            GROUP,
            "round-1",
            List.of("crontab"),
            List.of(HOST.instanceId(), instance(2).instanceId()),
            THREE_AM,
            THREE_AM.plusSeconds(60));

    EvaluationInputs inputs = EvaluationInputs.select(rig.snapshots, round, "crontab");

    assertEquals(List.of(THREE_AM.plusSeconds(5)), times(inputs));
    assertEquals(HOST, inputs.gaps().get(0).instance());
    assertEquals(
        "did not answer before the deadline 2026-11-20T03:01:00Z", inputs.gaps().get(0).detail());
  }

  private EvaluationInputs window(Instant end) {
    return EvaluationInputs.select(rig.snapshots, GROUP, "crontab", end, HOURLY);
  }

  private static List<Instant> times(EvaluationInputs inputs) {
    return inputs.answers().stream().map(SnapshotVersion::eventTime).toList();
  }
}
