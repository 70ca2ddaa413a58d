package io.diffy.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * This machine's clock against the broker's, as far as reading can tell: a record that the broker
 * has taken already can't be of the future. A broker that is behind looks like an idle one.
 */
final class ClockRules {
  private static final String ABOUT = "clock";
  private static final Duration A_LITTLE = Duration.ofSeconds(5);
  private static final Duration TOO_MUCH = Duration.ofMinutes(2);

  private ClockRules() {}

  static List<Check> judge(Optional<Instant> newest, Instant now) {
    if (newest.isEmpty()) {
      return List.of(Check.ok(ABOUT, "no record carries the broker's time yet"));
    }
    Duration ahead = Duration.between(now, newest.get());
    String says =
        "the broker took a record %d s in this machine's future".formatted(ahead.toSeconds());
    String todo = "set both clocks by NTP: windows close by the broker's time";
    if (ahead.compareTo(TOO_MUCH) > 0) {
      return List.of(Check.problem(ABOUT, says, todo));
    }
    if (ahead.compareTo(A_LITTLE) > 0) {
      return List.of(Check.warning(ABOUT, says, todo));
    }
    return List.of(
        Check.ok(
            ABOUT,
            "the broker's newest record is of %s; that is not ahead".formatted(newest.get())));
  }
}
