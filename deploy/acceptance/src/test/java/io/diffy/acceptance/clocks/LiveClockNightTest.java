package io.diffy.acceptance.clocks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same night as it happens, with an interval of a minute: every time is the broker's own, and
 * windows wait for their real grace. {@code deploy/faults/run CLOCKS} runs it, in ten minutes.
 */
@Tag("faults")
final class LiveClockNightTest extends ClockNightRules {
  private ClockNight night;
  private JudgedNight judged;

  @BeforeAll
  void judge(@TempDir Path folder) throws Exception {
    // Broker and processor have started by then.
    Instant first = Instant.now().plusSeconds(90).truncatedTo(ChronoUnit.MINUTES);
    night = new ClockNight(first, Duration.ofMinutes(1));
    judged = JudgedNight.asItHappens(night, folder);
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
