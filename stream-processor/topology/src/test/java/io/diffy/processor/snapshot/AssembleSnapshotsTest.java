package io.diffy.processor.snapshot;

import static io.diffy.processor.snapshot.SplitAnswers.part;
import static io.diffy.processor.snapshot.SplitAnswers.whole;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.snapshot.SnapshotRig.Answer;
import io.diffy.rules.snapshot.SnapshotRule;
import io.diffy.rules.state.PartialSnapshots;
import io.diffy.schemas.Control.End;
import io.diffy.schemas.Control.Tick;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts in, whole answers out: each once, whatever the order. */
class AssembleSnapshotsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Instant TOO_LATE = THREE_AM.plus(SnapshotRule.PATIENCE);

  private final SnapshotRig rig = new SnapshotRig();

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aWholeAnswerGoesOnAsItCame() {
    rig.send(whole(1, 3), THREE_AM);

    assertEquals(List.of(new Answer(THREE_AM, whole(1, 3))), rig.answers());
    assertEquals(List.of(), rig.kept());
  }

  @Test
  void partsOfTwoAnswersMayInterleave() {
    rig.send(part(1, 1, 2), THREE_AM);
    rig.send(part(2, 1, 2), THREE_AM);
    rig.send(part(1, 2, 2), THREE_AM);
    rig.send(part(2, 2, 2), THREE_AM.plus(SECOND));

    assertEquals(
        List.of(new Answer(THREE_AM, whole(1, 2)), new Answer(THREE_AM.plus(SECOND), whole(2, 2))),
        rig.answers());
  }

  @Test
  void partsOfAnOlderAnswerThatComeAgainAfterANewerOneStartNothing() {
    for (int n : List.of(1, 2, 1, 2, 1)) {
      rig.send(part(n, 1, 2), THREE_AM);
      rig.send(part(n, 2, 2), THREE_AM);
    }
    rig.control(new End(WEB_PROD), TOO_LATE);

    assertEquals(List.of(whole(1, 2), whole(2, 2)), observations());
    assertEquals(6, rig.counted("snapshot-parts-repeated"));
    assertEquals(0, rig.counted("snapshots-incomplete"));
  }

  @Test
  void anAnswerOfWhichAPartIsLostIsTruncatedAtTheTimeItWasDue() {
    rig.send(part(1, 2, 3), THREE_AM);
    rig.send(part(1, 3, 3), THREE_AM.plus(SECOND));
    rig.send(whole(9, 1), TOO_LATE.plus(SECOND));

    List<Answer> answers = rig.answers();

    assertEquals(2, answers.size());
    assertEquals(TOO_LATE, answers.get(0).at(), "not when the next record came");
    assertTruncated(1, "2 of 3 parts arrived", answers.get(0).observation());
    assertEquals(1, rig.counted("snapshots-incomplete"));
  }

  @Test
  void aPartThatComesTooLateChangesNothing() {
    rig.send(part(1, 1, 2), THREE_AM);
    rig.send(part(1, 2, 2), TOO_LATE);

    assertEquals(
        List.of(Coverage.TRUNCATED), observations().stream().map(o -> o.coverage()).toList());
  }

  @Test
  void onAQuietPartitionATickSaysHowLateItIs() {
    rig.send(part(1, 1, 2), THREE_AM);
    rig.control(new Tick(WEB_PROD, TOO_LATE), TOO_LATE);

    assertTruncated(1, "1 of 2 parts arrived", rig.answers().get(0).observation());
  }

  @Test
  void theEndOfAReplayWaitsForNothing() {
    rig.send(part(1, 1, 2), THREE_AM);
    rig.control(new End(WEB_PROD), THREE_AM.plus(SECOND));

    assertEquals(THREE_AM.plus(SECOND), rig.answers().get(0).at());
  }

  @Test
  void anAnswerIsNotWaitedForLongerThanAnInterval() {
    rig.send(part(1, 1, 2).withInterval(60), THREE_AM);
    rig.control(new Tick(WEB_PROD, TOO_LATE), TOO_LATE);

    assertEquals(THREE_AM.plusSeconds(60), rig.answers().get(0).at());
  }

  @Test
  void aHostThatGivesEveryAnswerTheSameIdIsHeard() {
    for (int n = 1; n <= 2; n++) {
      for (int number = 1; number <= 2; number++) {
        Observation part = part(n, number, 2);
        rig.send(part.withRows(new Part("always", number, 2), part.rows()), THREE_AM);
      }
    }

    assertEquals(List.of(whole(1, 2), whole(2, 2)), observations());
  }

  @Test
  void moreThan64PartsAreNotPutTogether() {
    for (int number = 1; number <= 65; number++) {
      rig.send(part(1, number, 65), THREE_AM);
    }

    List<Observation> answers = observations();

    assertEquals(1, answers.size());
    assertTruncated(1, "65 parts, but at most 64 are put together", answers.get(0));
  }

  @Test
  void aHostThatBeginsThousandsOfAnswersLosesOnlyItsOwn() {
    Observation ofAnother = part(1, 1, 2);
    rig.send(of(2, ofAnother), THREE_AM);
    int most = 0;
    for (int n = 1; n <= 3000; n++) {
      rig.send(part(n, 1, 2), THREE_AM);
      most = Math.max(most, rig.kept().size());
    }
    rig.send(of(2, part(1, 2, 2)), THREE_AM);

    List<Observation> answers = observations();

    // Of each host: what is in assembly, when it is due, and the parts.
    assertTrue(most <= 3 + 2 + PartialSnapshots.MOST_OPEN, most + " entries");
    assertEquals(3000 - PartialSnapshots.MOST_OPEN, rig.counted("snapshots-crowded-out"));
    assertEquals(3000 - PartialSnapshots.MOST_OPEN + 1, answers.size());
    assertTruncated(1, "1 of 2 parts arrived", answers.get(0));
    assertEquals(of(2, whole(1, 2)), answers.get(answers.size() - 1));
  }

  @Test
  void nothingIsKeptForEver() {
    rig.send(part(1, 1, 2), THREE_AM);
    rig.send(part(1, 2, 2), THREE_AM);
    rig.send(part(2, 1, 2), THREE_AM);
    Instant later = TOO_LATE.plus(PartialSnapshots.MEMORY);
    rig.control(new Tick(WEB_PROD, later), later);

    assertEquals(List.of(), rig.kept());
  }

  private List<Observation> observations() {
    return rig.answers().stream().map(Answer::observation).toList();
  }

  private static Observation of(int host, Observation o) {
    return Observation.of(instance(host), o.query(), o.collectedAt(), o.rows())
        .withRows(o.part(), o.rows());
  }

  private static void assertTruncated(int n, String why, Observation answer) {
    assertEquals(Coverage.TRUNCATED, answer.coverage());
    assertEquals(whole(n, 1).collectedAt(), answer.collectedAt());
    assertEquals(why, answer.error());
    assertEquals(List.of(), answer.rows(), "it proves nothing");
  }
}
