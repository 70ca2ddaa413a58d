package io.diffy.processor.rules;

import io.diffy.schemas.Observation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A whole answer as items.
 *
 * @param items sorted fingerprints, each once
 * @param name of the set: equal for equal sets, never 0
 * @param rows by fingerprint: the canonical text and the first raw row that gave it
 * @param facts what the answer says of the host as a whole
 */
public record CanonicalAnswer(
    long[] items, long name, Map<Long, Line> rows, Optional<HostFacts> facts) {

  /** The item of one raw row. */
  public record Line(Item item, Map<String, String> row) {}

  public static CanonicalAnswer of(QueryRules rules, Observation observation) {
    Canon canon = new Canon(rules, observation.instance());
    Fingerprints fingerprints = new Fingerprints();
    Sessions sessions = Sessions.of(observation.rows());
    Map<Long, Line> rows = new LinkedHashMap<>();
    for (Map<String, String> row : observation.rows()) {
      if (Canon.counts(row, observation.collectedAt()) && !sessions.has(row)) {
        Item item = canon.item(row);
        rows.putIfAbsent(fingerprints.of(item.text()), new Line(item, row));
      }
    }
    long[] items = rows.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
    long name = fingerprints.ofSorted(items);
    return new CanonicalAnswer(
        items, name == 0 ? 1 : name, rows, HostFacts.of(observation.rows(), sessions));
  }
}
