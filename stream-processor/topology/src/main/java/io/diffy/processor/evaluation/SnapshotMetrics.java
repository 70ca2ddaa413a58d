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
  private final Map<IntakeLimits.Kind, Counter> over = new EnumMap<>(IntakeLimits.Kind.class);

  SnapshotMetrics(Function<String, Counter> counters) {
    taken = counters.apply("answers-taken");
    for (IntakeLimits.Kind kind : IntakeLimits.Kind.values()) {
      over.put(kind, counters.apply("answers-over-" + kind.word()));
    }
  }

  void taken() {
    taken.add();
  }

  void over(IntakeLimits.Kind kind) {
    over.get(kind).add();
  }
}
