package io.diffy.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.continuous.Timetable.Slot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When runs are due, which are skipped, and that nothing of it depends on the start. */
final class TimetableTest {
  private static final Instant NIGHT = Instant.parse("2026-11-20T03:00:00Z");
  private static final int HOURLY = 3600;
  private static final int OFTEN = 300;

  @Test
  void theTimesAreTheSameWheneverACollectorStarts() {
    Instant first = Timetable.after("web", HOURLY, NIGHT);
    assertTrue(first.isAfter(NIGHT));
    assertTrue(!first.isAfter(NIGHT.plusSeconds(HOURLY)));
    assertEquals(first, Timetable.after("web", HOURLY, first.minusSeconds(1)));
    assertEquals(first.plusSeconds(HOURLY), Timetable.after("web", HOURLY, first));
  }

  @Test
  void groupsAreSpreadOverTheInterval() {
    Set<Instant> times = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      times.add(Timetable.after("web-" + i, HOURLY, NIGHT));
    }
    assertTrue(times.size() > 90, times::toString);
  }

  @Test
  void nothingIsDueAtTheStart() {
    Timetable web = new Timetable("web", List.of(HOURLY), NIGHT);
    assertEquals(0, web.pass(NIGHT));
    assertEquals(Optional.empty(), web.waiting());
  }

  @Test
  void aRunWaitsUntilItBeginsAndIsNotMadeUpForWhenItIsLate() {
    Timetable web = new Timetable("web", List.of(OFTEN), NIGHT);
    Instant due = Timetable.after("web", OFTEN, NIGHT);

    assertEquals(0, web.pass(due));
    assertEquals(Optional.of(new Slot(OFTEN, due)), web.waiting());
    assertEquals(1, web.pass(due.plusSeconds(OFTEN)), "the next one came first");
    assertEquals(Optional.of(new Slot(OFTEN, due.plusSeconds(OFTEN))), web.waiting());

    web.begin(web.waiting().orElseThrow());
    assertEquals(Optional.empty(), web.waiting());
    assertEquals(2, web.pass(due.plusSeconds(4 * OFTEN + 10)), "asleep for three intervals");
    assertEquals(Optional.of(new Slot(OFTEN, due.plusSeconds(4 * OFTEN))), web.waiting());
  }

  @Test
  void ofTwoIntervalsTheOneThatWaitsLongerIsFirst() {
    Timetable web = new Timetable("web", List.of(OFTEN, HOURLY), NIGHT);
    Instant hourly = Timetable.after("web", HOURLY, NIGHT);
    web.pass(hourly);
    Timetable.Slot first = web.waiting().orElseThrow();
    assertTrue(!first.due().isAfter(hourly));
    web.begin(first);
    Timetable.Slot second = web.waiting().orElseThrow();
    assertTrue(!second.due().isBefore(first.due()));
    assertEquals(Set.of(OFTEN, HOURLY), Set.of(first.intervalSeconds(), second.intervalSeconds()));
  }

  @Test
  void runIdsNameGroupIntervalAndTimeAndFitIntoSixtyCharacters() {
    Slot slot = new Slot(604_800, NIGHT);
    String id = slot.runId("123456789012:us-east-1:web$(reboot)");
    assertTrue(id.matches("[A-Za-z0-9-]{1,60}"), id);
    assertTrue(id.startsWith("123456789012-us-east-1-w-"), id);
    assertTrue(id.endsWith("-604800-20261120-030000"), id);
    assertTrue(!slot.runId("a.b").equals(slot.runId("a-b")));
  }
}
