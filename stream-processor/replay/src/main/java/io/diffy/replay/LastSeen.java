package io.diffy.replay;

import static java.util.Comparator.reverseOrder;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When who answered last, as far as the input was read: further than it is judged. Tells whether a
 * host that was odd is still there.
 */
public final class LastSeen {
  private static final int DEFAULT_INTERVAL_SECONDS = 3600;
  private static final Duration BELIEVED = Duration.ofDays(1);

  private final Map<String, Seen> hosts = new HashMap<>();
  private final Map<String, Instant> groups = new HashMap<>();
  private final Map<String, Integer> scheduled = new HashMap<>();
  private Instant oldest = Instant.MAX;
  private Instant newest = Instant.MIN;

  private record Seen(Instant last, int intervalSeconds) {
    Seen and(Seen other) {
      return new Seen(
          last.isAfter(other.last) ? last : other.last,
          Math.max(intervalSeconds, other.intervalSeconds));
    }
  }

  void add(Observation observation, Instant appended) {
    String group = observation.instance().group().toString();
    hosts.merge(
        key(group, observation.instance().instanceId()),
        new Seen(appended, observation.intervalSeconds()),
        Seen::and);
    groups.merge(group, appended, (a, b) -> a.isAfter(b) ? a : b);
    oldest = appended.isBefore(oldest) ? appended : oldest;
    newest = appended.isAfter(newest) ? appended : newest;
  }

  /** An answer still stood at that time, without being logged again. */
  void carried(GroupKey group, String instance, Instant until) {
    hosts.merge(key(group.toString(), instance), new Seen(until, 0), Seen::and);
  }

  /** A group is asked that often; for those of its answers that don't say it. */
  void scheduled(GroupKey group, int seconds) {
    scheduled.merge(group.toString(), seconds, Math::max);
  }

  /**
   * Where all that was read ends. One host's clock may be far ahead of everybody's: then the next
   * one's last answer counts.
   */
  Optional<Instant> end() {
    List<Instant> last = hosts.values().stream().map(Seen::last).sorted(reverseOrder()).toList();
    return last.size() > 1 && last.get(1).isBefore(last.get(0).minus(BELIEVED))
        ? Optional.of(last.get(1))
        : last.stream().findFirst();
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
    if (seen == null) {
      return false;
    }
    int otherwise = scheduled.getOrDefault(group, DEFAULT_INTERVAL_SECONDS);
    int interval = seen.intervalSeconds > 0 ? seen.intervalSeconds : otherwise;
    return seen.last.plus(Duration.ofMillis(interval * 4_400L)).isBefore(groups.get(group));
  }

  /** Whether anything was read at or after that moment. */
  boolean reach(Instant time) {
    return !newest.isBefore(time);
  }

  /** For a sentence: what was there. */
  public String span() {
    return hosts.isEmpty()
        ? "there is nothing"
        : "there are answers from %s to %s (UTC)"
            .formatted(TimeText.minutes(oldest), TimeText.minutes(newest));
  }

  private static String key(String group, String instance) {
    return group + '\0' + instance;
  }
}
