package io.diffy.processor.finding;

import io.diffy.processor.store.Keys;
import io.diffy.processor.store.Standing;
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
final class StandingBook {
  /** In the place of a query, which can't hold a control character. */
  private static final String STANDINGS = "\u0001standings";

  private static final int DAYS_OF_SILENCE = 30;

  private final KeyValueStore<String, byte[]> findings;

  StandingBook(KeyValueStore<String, byte[]> findings) {
    this.findings = findings;
  }

  Optional<Standing> of(GroupKey group, String query) {
    return Optional.ofNullable(findings.get(Keys.of(group, STANDINGS, query)))
        .map(Standing::decode);
  }

  /** Writes nothing when nothing changed. */
  void put(GroupKey group, String query, Standing standing) {
    String key = Keys.of(group, STANDINGS, query);
    byte[] bytes = standing.encode();
    if (!Arrays.equals(bytes, findings.get(key))) {
      findings.put(key, bytes);
    }
  }

  /** All of a group, by query. */
  Map<String, Standing> of(GroupKey group, Instant now) {
    Map<String, Standing> standings = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        findings.prefixScan(Keys.prefix(group, STANDINGS), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        standings.put(Keys.split(entry.key)[2], Standing.decode(entry.value));
      }
    }
    Instant forgotten = now.minus(Duration.ofDays(DAYS_OF_SILENCE));
    standings.forEach(
        (query, standing) -> {
          if (standing.silentSince().filter(forgotten::isAfter).isPresent()) {
            findings.delete(Keys.of(group, STANDINGS, query));
          }
        });
    standings
        .values()
        .removeIf(standing -> standing.silentSince().filter(forgotten::isAfter).isPresent());
    return standings;
  }
}
