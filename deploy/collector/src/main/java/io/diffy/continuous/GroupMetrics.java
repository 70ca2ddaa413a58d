package io.diffy.continuous;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers of each group, as meters with the tag {@code group}, all below {@code
 * diffy.collector}. Of what was asked it is said where it went: asked is the sum of answers over
 * their outcomes, {@code skipped} apart. Safe for several threads.
 */
final class GroupMetrics {
  static final String GROUP = "group";
  static final String PREFIX = "diffy.collector.";

  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, AtomicLong> lastSuccess = new ConcurrentHashMap<>();

  /** Meters of these groups, all at zero. */
  GroupMetrics(MeterRegistry registry, Clock clock, Collection<String> groups) {
    this.registry = registry;
    this.clock = clock;
    for (String group : groups) {
      AtomicLong success = new AtomicLong();
      lastSuccess.put(group, success);
      registry.gauge(PREFIX + "last.success.seconds", Tags.of(GROUP, group), success);
      for (String counter :
          new String[] {"runs", "runs.skipped", "runs.held.back", "asked", "rows", "lost"}) {
        add(counter, group, 0);
      }
    }
  }

  void ended(String group, RunResult result) {
    add("runs", group, 1);
    add("asked", group, result.asked());
    add("rows", group, (double) result.rows());
    add("lost", group, (double) result.lost());
    result
        .outcomes()
        .forEach(
            (outcome, count) ->
                registry
                    .counter(
                        PREFIX + "answers",
                        GROUP,
                        group,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                    .increment(count));
    registry.timer(PREFIX + "run", GROUP, group).record(result.took());
    if (result.answered() > 0 && !result.stopped()) {
      lastSuccess.get(group).set(clock.instant().getEpochSecond());
    }
  }

  /** Runs were not begun before the next ones were due. */
  void skipped(String group, int runs) {
    add("runs.skipped", group, runs);
  }

  /** A run has to wait until Kafka takes what is there. */
  void heldBack(String group) {
    add("runs.held.back", group, 1);
  }

  private void add(String counter, String group, double amount) {
    registry.counter(PREFIX + counter, GROUP, group).increment(amount);
  }
}
