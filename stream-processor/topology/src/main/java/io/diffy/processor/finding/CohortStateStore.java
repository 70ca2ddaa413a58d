package io.diffy.processor.finding;

import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How the cohorts of each group stand, one entry for each query beside its findings. An entry
 * leaves when nobody has answered the query for {@value #DAYS_OF_SILENCE} days of event time.
 */
final class CohortStateStore {
  /** In the place of a query, which can't hold a control character. */
  private static final String STANDINGS = "\u0001standings";

  private static final int DAYS_OF_SILENCE = 30;

  private final KeyValueStore<String, byte[]> findings;

  CohortStateStore(KeyValueStore<String, byte[]> findings) {
    this.findings = findings;
  }

  Optional<CohortState> of(GroupKey group, String query) {
    return Optional.ofNullable(findings.get(StateKeys.of(group, STANDINGS, query)))
        .map(CohortState::decode);
  }

  /** Writes nothing when nothing changed. */
  void put(GroupKey group, String query, CohortState standing) {
    String key = StateKeys.of(group, STANDINGS, query);
    byte[] bytes = standing.encode();
    if (!Arrays.equals(bytes, findings.get(key))) {
      findings.put(key, bytes);
    }
  }

  /** All of a group, by query. */
  Map<String, CohortState> of(GroupKey group, Instant now) {
    Map<String, CohortState> standings = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        findings.prefixScan(StateKeys.prefix(group, STANDINGS), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        standings.put(StateKeys.split(entry.key)[2], CohortState.decode(entry.value));
      }
    }
    Instant forgotten = now.minus(Duration.ofDays(DAYS_OF_SILENCE));
    standings.forEach(
        (query, standing) -> {
          if (standing.silentSince().filter(forgotten::isAfter).isPresent()) {
            findings.delete(StateKeys.of(group, STANDINGS, query));
          }
        });
    standings
        .values()
        .removeIf(standing -> standing.silentSince().filter(forgotten::isAfter).isPresent());
    return standings;
  }
}
