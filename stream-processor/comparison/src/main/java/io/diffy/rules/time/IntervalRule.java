package io.diffy.rules.time;

import java.time.Duration;
import java.util.List;

/**
 * The interval of a group: the median of what its hosts say, of an even number the shorter of the
 * two. As long as fewer than half of the hosts lie, it lies within what the honest ones say; where
 * those agree, it is theirs.
 */
public final class IntervalRule {
  private IntervalRule() {}

  /**
   * The interval that the hosts decide on.
   *
   * @param reported what each host says, in any order; not empty
   */
  public static Duration of(List<Duration> reported) {
    return reported.stream().sorted().skip((reported.size() - 1) / 2).findFirst().orElseThrow();
  }
}
