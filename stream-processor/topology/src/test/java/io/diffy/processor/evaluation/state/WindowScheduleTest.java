package io.diffy.processor.evaluation.state;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.evaluation.state.WindowSchedule.Expected;
import io.diffy.processor.evaluation.state.WindowSchedule.WindowEnd;
import io.diffy.processor.store.MapStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which window an answer counts for, also when another process takes the partition over. */
class WindowScheduleTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Instant FIVE_AM = FOUR_AM.plus(HOUR);
  private static final Instant CLOSED = FOUR_AM.plus(GRACE).plusSeconds(1);

  private final MapStore store = new MapStore("schedules");
  private final WindowSchedule schedule = new WindowSchedule(store, GRACE);

  @Test
  void whoTakesThePartitionOverOpensNoWindowAgain() {
    WindowSchedule before = new WindowSchedule(store, GRACE);
    before.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, THREE_AM);
    before.closed(before.first().orElseThrow());
    before.closedAt(CLOSED);

    WindowSchedule after = new WindowSchedule(store, GRACE);
    // Taken in time, but read after the tick that closed its window.
    Instant counted =
        after.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, after.clock()).window().firstEnd();

    assertEquals(FOUR_AM.plus(HOUR), counted);
    assertEquals(FOUR_AM.plus(HOUR), after.first().orElseThrow().end());
    assertEquals(List.of("crontab"), after.queries(WEB_PROD));
  }

  @Test
  void norOneOfAGroupThatWasSilentByThen() {
    WindowSchedule before = new WindowSchedule(store, GRACE);
    before.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, THREE_AM);
    before.silent(before.first().orElseThrow());
    before.closedAt(CLOSED);

    WindowSchedule after = new WindowSchedule(store, GRACE);

    assertEquals(true, after.first().isEmpty());
    assertEquals(
        FOUR_AM.plus(HOUR),
        after.expect(WEB_PROD, "crontab", HOUR, FOUR_AM, after.clock()).window().firstEnd());
  }

  @Test
  void anAnswerCountsForTheNextEndOfItsGroupsSchedule() {
    assertEquals(FOUR_AM, expect("crontab", HOUR, THREE_AM.plusSeconds(60)).window().firstEnd());
    assertEquals(FOUR_AM, expect("crontab", HOUR, FOUR_AM).window().firstEnd());
    assertEquals(FIVE_AM, expect("crontab", HOUR, FOUR_AM.plusMillis(1)).window().firstEnd());
  }

  @Test
  void whoSaysAnotherIntervalCountsByTheGroups() {
    expect("crontab", HOUR, THREE_AM.plusSeconds(60));

    Expected dissenter = expect("crontab", Duration.ofMinutes(1), THREE_AM.plusSeconds(61));

    assertEquals(FOUR_AM, dissenter.window().firstEnd());
    assertEquals(HOUR, dissenter.window().interval());
    assertTrue(dissenter.worthAsking());
  }

  @Test
  void mostAnswersChangeNothing() {
    expect("crontab", HOUR, THREE_AM.plusSeconds(60));
    store.forgetUse();

    expect("crontab", HOUR, THREE_AM.plusSeconds(61));

    assertEquals(List.of(), store.writes());
  }

  @Test
  void anAnswerThatComesLateCountsForTheNextOpenWindow() {
    assertEquals(
        FIVE_AM,
        schedule
            .expect(WEB_PROD, "crontab", HOUR, FOUR_AM.minusSeconds(1), CLOSED)
            .window()
            .firstEnd());
  }

  @Test
  void windowsCloseInTheOrderOfTheirEnds() {
    expect("users", Duration.ofMinutes(10), THREE_AM.plusSeconds(60));
    expect("crontab", HOUR, THREE_AM.plusSeconds(60));

    WindowEnd first = schedule.first().orElseThrow();
    assertEquals("users", first.query());
    assertEquals(THREE_AM.plusSeconds(600).plus(GRACE), first.closesAt());

    for (int n = 0; n < 6; n++) {
      schedule.closed(schedule.first().orElseThrow());
    }
    assertEquals("users", schedule.first().orElseThrow().query(), "crontab sorts before users");
    assertEquals(FOUR_AM, schedule.first().orElseThrow().end());
  }

  @Test
  void aNewIntervalHoldsFromNowOn() {
    expect("crontab", HOUR, THREE_AM.plusSeconds(60));

    schedule.settle(
        WEB_PROD,
        "crontab",
        Duration.ofMinutes(10),
        THREE_AM.plusSeconds(60),
        3,
        THREE_AM.plusSeconds(1500));

    assertEquals(THREE_AM.plusSeconds(1800), schedule.first().orElseThrow().end());
    assertEquals(1, store.keys().size());
  }

  @Test
  void onlyWindowsWithAnAnswerOfTheirOwnAreDueAtTheEnd() {
    expect("crontab", HOUR, THREE_AM.plusSeconds(60));
    assertTrue(schedule.hasAnswersDue(schedule.first().orElseThrow()));

    schedule.closed(schedule.first().orElseThrow());
    assertFalse(schedule.hasAnswersDue(schedule.first().orElseThrow()));
  }

  private Expected expect(String query, Duration reported, Instant from) {
    return schedule.expect(WEB_PROD, query, reported, from, THREE_AM);
  }
}
