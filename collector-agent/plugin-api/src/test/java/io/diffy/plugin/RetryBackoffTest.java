package io.diffy.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void waitsDoubleUpToTheLongest() {
    RetryBackoff backoff = RetryBackoff.doubling(SECOND, MINUTE);

    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L), seconds(backoff, 1, 8));
    assertEquals(MINUTE, backoff.after(Integer.MAX_VALUE));
  }

  @Test
  void chanceShortensThemAndIsSeeded() {
    RetryBackoff one = RetryBackoff.jittered(SECOND, MINUTE, "run-1");
    RetryBackoff same = RetryBackoff.jittered(SECOND, MINUTE, "run-1");

    for (int i = 1; i < 50; i++) {
      Duration wait = one.after(i);
      assertEquals(wait, same.after(i));
      assertTrue(
          wait.compareTo(RetryBackoff.doubling(SECOND, MINUTE).after(i)) < 0, wait.toString());
    }
  }

  private static List<Long> seconds(RetryBackoff backoff, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> backoff.after(i).toSeconds()).toList();
  }
}
