package io.diffy.benchmarks;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.simulator.Simulation;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** One pass over the whole answers of a fleet, as the reference methods see them. */
final class WholeFleetAnswers {
  private WholeFleetAnswers() {}

  /** Each whole answer once, with its collection; doubled deliveries are left out. */
  static void forEach(Simulation simulation, BiConsumer<Observation, Integer> reader) {
    Set<String> seen = new HashSet<>();
    simulation.forEach(
        delivery -> {
          Observation answer = delivery.observation();
          String key =
              answer.instance().instanceId() + answer.query() + "#" + delivery.collection();
          if (answer.coverage() == Coverage.OK && seen.add(key)) {
            reader.accept(answer, delivery.collection());
          }
        });
  }
}
