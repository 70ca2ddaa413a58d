package io.diffy.processor.evaluation.state;

import static io.diffy.schemas.TestContracts.ROUND;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.store.MapStore;
import io.diffy.schemas.Control.Round;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A round that asks two hosts two things is complete after four answers. */
class OnDemandRoundStoreTest {
  private final MapStore store = new MapStore("rounds");
  private OnDemandRoundStore rounds = new OnDemandRoundStore(store);

  @Test
  void itIsCompleteWhenEveryExpectedAnswerHasCome() {
    rounds.open(ROUND, () -> 0);

    assertEquals(Optional.empty(), answered(1, "crontab"));
    assertEquals(Optional.empty(), answered(2, "crontab"));
    assertEquals(Optional.empty(), answered(1, "listening_ports"));
    assertEquals(Optional.of(ROUND), answered(2, "listening_ports"));
  }

  @Test
  void whatNobodyAskedForDoesNotCount() {
    rounds.open(ROUND, () -> 3);

    assertEquals(Optional.empty(), answered(9, "crontab"));
    assertEquals(Optional.empty(), answered(1, "users"));
    assertEquals(Optional.empty(), rounds.answered(WEB_PROD, "round-2", host(1), "crontab"));
    assertEquals(Optional.of(ROUND), answered(1, "crontab"));
  }

  @Test
  void answersThatCameBeforeItWasAnnouncedCount() {
    assertEquals(Optional.of(ROUND), rounds.open(ROUND, () -> 4));
  }

  @Test
  void announcedTwiceIsAnnouncedOnce() {
    rounds.open(ROUND, () -> 0);
    answered(1, "crontab");

    assertEquals(Optional.empty(), rounds.open(ROUND, () -> 4));
    assertEquals(Optional.empty(), answered(2, "crontab"));
  }

  @Test
  void theNamesOfARoundAreWrittenAndReadOnceForAllItsAnswers() {
    rounds.open(ROUND, () -> 0);
    store.forgetUse();

    answered(1, "crontab");
    answered(2, "crontab");
    answered(1, "listening_ports");

    String round = store.keys().get(0);
    assertEquals(1, store.reads().stream().filter(round::equals).count());
    assertEquals(0, store.writes().stream().filter(round::equals).count());
  }

  @Test
  void whoTakesThePartitionOverGoesOnCounting() {
    rounds.open(ROUND, () -> 0);
    answered(1, "crontab");
    answered(2, "crontab");

    rounds = new OnDemandRoundStore(store);

    assertEquals(Optional.of(ROUND.deadline()), rounds.firstDeadline());
    assertEquals(Optional.of(WEB_PROD), rounds.anyGroup());
    assertEquals(Optional.empty(), answered(1, "listening_ports"));
    assertEquals(Optional.of(ROUND), answered(2, "listening_ports"));
  }

  @Test
  void theEarliestDeadlineIsOverdueFirst() {
    Round next = later("round-0", Duration.ofMinutes(1));
    rounds.open(next, () -> 0);
    rounds.open(ROUND, () -> 0);

    assertEquals(Optional.empty(), rounds.overdue(ROUND.deadline()));
    assertEquals(Optional.of(ROUND), rounds.overdue(next.deadline().plusMillis(1)));

    rounds.close(ROUND);
    assertEquals(Optional.of(next), rounds.overdue(next.deadline().plusMillis(1)));
  }

  @Test
  void aClosedRoundLeavesNothing() {
    rounds.open(ROUND, () -> 0);
    answered(1, "crontab");

    rounds.close(ROUND);

    assertEquals(List.of(), store.keys());
    assertEquals(Optional.empty(), rounds.firstDeadline());
    assertEquals(Optional.empty(), rounds.anyGroup());
    assertEquals(Optional.empty(), answered(2, "crontab"));
  }

  private Optional<Round> answered(int host, String query) {
    return rounds.answered(WEB_PROD, ROUND.roundId(), host(host), query);
  }

  private static Round later(String id, Duration wait) {
    return new Round(
        WEB_PROD,
        id,
        ROUND.queries(),
        ROUND.expected(),
        ROUND.openedAt(),
        ROUND.deadline().plus(wait));
  }

  private static String host(int n) {
    return instance(n).instanceId();
  }
}
