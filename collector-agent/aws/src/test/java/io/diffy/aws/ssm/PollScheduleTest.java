package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.RetryBackoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollScheduleTest {

  @Test
  void looksSeldomerTheLongerItTakes() {
    Duration waited = Duration.ZERO;
    List<Duration> waits = new ArrayList<>();
    PollSchedule schedule = new PollSchedule("run-1");
    while (waited.toMinutes() < 10) {
      waits.add(schedule.next(waited));
      waited = waited.plus(waits.get(waits.size() - 1));
    }

    assertTrue(waits.size() <= 22, waits.size() + " looks in ten minutes");
    assertTrue(waits.get(0).toMillis() >= 1500 && waits.get(0).toMillis() <= 2000);
    assertTrue(waits.get(1).toMillis() >= 2250 && waits.get(1).toMillis() <= 3000);
    assertTrue(waits.stream().limit(8).allMatch(wait -> wait.toSeconds() <= 15));
  }

  @Test
  void theSameRunWaitsTheSameAndOthersDoNot() {
    assertEquals(first("run-1"), first("run-1"));
    assertTrue(!first("run-1").equals(first("run-2")));
  }

  private static Duration first(String run) {
    return new PollSchedule(run).next(Duration.ZERO);
  }

  @Test
  void triesOfACallComeApartUpToTwentySeconds() {
    RetryBackoff backoff =
        RetryBackoff.jittered(Duration.ofSeconds(1), Duration.ofSeconds(20), "run-1");
    for (int tried = 1; tried < 100; tried++) {
      long wait = backoff.after(tried).toMillis();
      assertTrue(wait <= Math.min(20_000, 1000L << Math.min(tried - 1, 10)));
    }
  }
}
