package io.diffy.acceptance.clocks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night of hourly answers, some hours ago, against a real broker and processor. The times at
 * which the broker would have taken them are given to it; only the ticks are of today.
 */
final class ClockNightTest extends ClockNightRules {
  /** Within the topic's retention, which goes by the wall clock. */
  private final ClockNight night =
      new ClockNight(
          Instant.now().truncatedTo(ChronoUnit.HOURS).minus(12, ChronoUnit.HOURS),
          Duration.ofHours(1));

  private JudgedNight judged;

  @BeforeAll
  void judge(@TempDir Path folder) throws Exception {
    judged = JudgedNight.afterwards(night, folder);
  }

  @Override
  ClockNight night() {
    return night;
  }

  @Override
  JudgedNight judged() {
    return judged;
  }
}
