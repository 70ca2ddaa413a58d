package io.diffy.processor.judge;

import io.diffy.processor.rules.Limits;
import io.diffy.processor.runtime.Counter;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Counts answers: whole ones that came = {@code answers-taken} + the sum of all {@code
 * answers-over-…}.
 */
final class Refusals {
  private final Counter taken;
  private final Map<Limits.Kind, Counter> over = new EnumMap<>(Limits.Kind.class);

  Refusals(Function<String, Counter> counters) {
    taken = counters.apply("answers-taken");
    for (Limits.Kind kind : Limits.Kind.values()) {
      over.put(kind, counters.apply("answers-over-" + kind.word()));
    }
  }

  void taken() {
    taken.add();
  }

  void over(Limits.Kind kind) {
    over.get(kind).add();
  }
}
