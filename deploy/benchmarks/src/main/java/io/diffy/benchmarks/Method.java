package io.diffy.benchmarks;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.simulator.Simulation;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A way of finding compromised hosts. */
interface Method {
  String name();

  /**
   * What a method says against one instance.
   *
   * @param instanceId the instance
   * @param query the query whose answer deviates
   * @param kind unexpected, missing or changed
   * @param row the raw row; for missing the peers'
   * @param key names the claim: a method that says the same again says nothing new
   * @param collection the collection it was made after, from 0
   */
  record Claim(
      String instanceId,
      String query,
      Kind kind,
      Map<String, String> row,
      String key,
      int collection) {}

  /** Each whole answer once, with its collection; doubled deliveries are left out. */
  static void eachAnswer(Simulation simulation, BiConsumer<Observation, Integer> reader) {
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

  /**
   * Judges a simulated fleet. Nothing of its truth may be used but who is surely clean.
   *
   * @param claims takes each claim, in the order in which they are made
   * @return how suspicious each accused instance is in the end: the higher, the more
   */
  Map<String, Double> judge(Simulation simulation, Consumer<Claim> claims);
}
