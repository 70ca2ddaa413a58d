package io.diffy.gate;

import io.diffy.ondemand.CapturedAnswers;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Instances of a file may not all have answered the same queries. A round waits for each answer, so
 * one that will never come is given as failed.
 */
final class MissingAnswers {
  private static final String REASON = "the input holds no answer to this";

  private MissingAnswers() {}

  /**
   * The same answers, and a failed one of each instance to each query that only others answered.
   */
  static CapturedAnswers filled(CapturedAnswers given) {
    List<Observation> all = new ArrayList<>(given.newest());
    given.byGroup().values().forEach(of -> all.addAll(missing(of)));
    return new CapturedAnswers(given.runId(), given.source(), List.copyOf(all), given.silent());
  }

  private static List<Observation> missing(List<Observation> of) {
    Map<String, Instance> instances = new TreeMap<>();
    Map<String, Instant> last = new TreeMap<>();
    Map<String, Set<String>> answered = new TreeMap<>();
    Set<String> queries = new TreeSet<>();
    for (Observation answer : of) {
      String id = answer.instance().instanceId();
      instances.put(id, answer.instance());
      last.merge(id, answer.collectedAt(), (a, b) -> a.isAfter(b) ? a : b);
      answered.computeIfAbsent(id, i -> new TreeSet<>()).add(answer.query());
      queries.add(answer.query());
    }
    List<Observation> missing = new ArrayList<>();
    instances.forEach(
        (id, instance) ->
            queries.stream()
                .filter(query -> !answered.get(id).contains(query))
                .forEach(q -> missing.add(Observation.failed(instance, q, last.get(id), REASON))));
    return missing;
  }
}
