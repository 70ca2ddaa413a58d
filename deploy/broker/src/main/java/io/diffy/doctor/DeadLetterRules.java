package io.diffy.doctor;

import java.time.Duration;
import java.util.List;

/** Records that broke their contract: somebody's producer is wrong, or a host is hostile. */
final class DeadLetterRules {
  static final Duration SPAN = Duration.ofDays(1);

  private DeadLetterRules() {}

  static List<Check> judge(long count) {
    return List.of(
        count == 0
            ? Check.ok("dead letters", "none in the last day")
            : Check.warning(
                "dead letters",
                count + " in the last day",
                "read the reasons in their headers: docs/operations.md, Dead letters"));
  }
}
