package io.diffy.processor.finding;

import io.diffy.processor.store.SubTable;
import io.diffy.processor.store.Table;
import io.diffy.rules.state.CohortState;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How the cohorts of each group stand, one entry for each query beside its findings. An entry
 * leaves when nobody has answered the query for {@value #DAYS_OF_SILENCE} days of event time.
 */
final class CohortStateStore {
  private static final int DAYS_OF_SILENCE = 30;

  private final Table<CohortState> cohorts;

  CohortStateStore(KeyValueStore<String, byte[]> findings) {
    this.cohorts = new Table<>(findings, CohortState::encode, CohortState::decode);
  }

  Optional<CohortState> of(GroupKey group, String query) {
    return cohorts.get(group, SubTable.STANDINGS, query);
  }

  void put(GroupKey group, String query, CohortState state) {
    cohorts.putIfChanged(state, group, SubTable.STANDINGS, query);
  }

  /** All of a group, by query; forgets those that nobody answers. */
  Map<String, CohortState> of(GroupKey group, Instant now) {
    Map<String, CohortState> states = cohorts.scan(group, SubTable.STANDINGS);
    Instant forgotten = now.minus(Duration.ofDays(DAYS_OF_SILENCE));
    states
        .entrySet()
        .removeIf(
            entry -> {
              boolean silent =
                  entry.getValue().silentSince().filter(forgotten::isAfter).isPresent();
              if (silent) {
                cohorts.delete(group, SubTable.STANDINGS, entry.getKey());
              }
              return silent;
            });
    return states;
  }
}
