package io.diffy.processor.evaluation;

import io.diffy.processor.metrics.Counter;
import io.diffy.rules.time.IntakeLimits;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Counts answers: whole ones that came = {@code answers-taken} + the sum of all {@code
 * answers-over-…}.
 */
final class SnapshotMetrics {
  private final Counter taken;
  private final Map<IntakeLimits.Limit, Counter> over = new EnumMap<>(IntakeLimits.Limit.class);

  SnapshotMetrics(Function<String, Counter> counters) {
    taken = counters.apply("answers-taken");
    for (IntakeLimits.Limit kind : IntakeLimits.Limit.values()) {
      over.put(kind, counters.apply("answers-over-" + kind.word()));
    }
  }

  void taken() {
    taken.add();
  }

  void over(IntakeLimits.Limit kind) {
    over.get(kind).add();
  }
}
