package io.diffy.replay;

import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When who answered last, as far as the input was read: further than it is judged. Tells whether a
 * host that was odd is still there.
 */
public final class LastSeen {
  private static final int DEFAULT_INTERVAL_SECONDS = 3600;

  private final ReplayWindow window;
  private final Map<String, Seen> hosts = new HashMap<>();
  private final Map<String, Instant> groups = new HashMap<>();
  private Instant oldest = Instant.MAX;
  private Instant newest = Instant.MIN;
  private boolean inside;

  public LastSeen(ReplayWindow window) {
    this.window = window;
  }

  private record Seen(Instant last, int intervalSeconds) {
    Seen and(Seen other) {
      return new Seen(
          last.isAfter(other.last) ? last : other.last,
          Math.max(intervalSeconds, other.intervalSeconds));
    }
  }

  void add(Observation observation, Instant appended) {
    String group = observation.instance().group().toString();
    int interval =
        observation.intervalSeconds() > 0
            ? observation.intervalSeconds()
            : DEFAULT_INTERVAL_SECONDS;
    hosts.merge(
        key(group, observation.instance().instanceId()), new Seen(appended, interval), Seen::and);
    groups.merge(group, appended, (a, b) -> a.isAfter(b) ? a : b);
    oldest = appended.isBefore(oldest) ? appended : oldest;
    newest = appended.isAfter(newest) ? appended : newest;
    inside |= window.holds(appended);
  }

  /** The last answer of an instance to anything; empty when there was none. */
  public Optional<Instant> last(String group, String instance) {
    return Optional.ofNullable(hosts.get(key(group, instance))).map(Seen::last);
  }

  /**
   * Whether the instance was silent while others of its group answered, for longer than the
   * processor waits (4.4 of its longest interval) before it takes it for terminated.
   */
  public boolean isGone(String group, String instance) {
    Seen seen = hosts.get(key(group, instance));
    return seen != null
        && seen.last
            .plus(Duration.ofMillis(seen.intervalSeconds * 4_400L))
            .isBefore(groups.get(group));
  }

  /** Whether anything was read at or after that moment. */
  boolean reach(Instant time) {
    return !newest.isBefore(time);
  }

  /** Whether anybody answered inside the window. */
  public boolean anyInside() {
    return inside;
  }

  /** For a sentence: what was there. */
  public String span() {
    return hosts.isEmpty() ? "nothing" : "answers from " + oldest + " to " + newest;
  }

  private static String key(String group, String instance) {
    return group + '\0' + instance;
  }
}
