package io.diffy.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.pack.PackQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryScheduleTest {
  private static final Instant START = Instant.parse("2026-11-20T03:00:00Z");
  private static final PackQuery OFTEN = query("sockets", 600);
  private static final PackQuery SELDOM = query("packages", 3600);

  @Test
  void everythingIsAskedAtTheStartInPackOrder() {
    QuerySchedule schedule = new QuerySchedule("i-1", List.of(SELDOM, OFTEN), START);

    assertEquals(START, schedule.next());
    assertEquals(SELDOM, schedule.take(START));
    assertEquals(START, schedule.next());
    assertEquals(OFTEN, schedule.take(START));
    assertEquals(START.plus(QuerySchedule.splayed("i-1", OFTEN)), schedule.next());
  }

  @Test
  void theIntervalIsMovedByAtMostATenthAndAlwaysTheSameWay() {
    for (int host = 0; host < 200; host++) {
      Duration splayed = QuerySchedule.splayed("i-" + host, SELDOM);
      assertTrue(splayed.toSeconds() >= 3240 && splayed.toSeconds() <= 3960, splayed.toString());
      assertEquals(splayed, QuerySchedule.splayed("i-" + host, SELDOM));
    }
    assertNotEquals(QuerySchedule.splayed("i-1", SELDOM), QuerySchedule.splayed("i-2", SELDOM));
  }

  @Test
  void missedRunsAreNotMadeUpFor() {
    QuerySchedule schedule = new QuerySchedule("i-1", List.of(OFTEN), START);
    Instant afterSleep = START.plus(Duration.ofDays(1));

    schedule.take(afterSleep);

    assertEquals(afterSleep.plus(QuerySchedule.splayed("i-1", OFTEN)), schedule.next());
  }

  private static PackQuery query(String name, int seconds) {
    return PackQuery.of(name, "SELECT 1", seconds);
  }
}
