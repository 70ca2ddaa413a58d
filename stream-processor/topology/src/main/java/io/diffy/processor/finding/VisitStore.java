package io.diffy.processor.finding;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.SubTable;
import io.diffy.processor.store.Table;
import io.diffy.rules.state.ItemVisits;
import io.diffy.schemas.GroupKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What comes and goes in each group and query, by item, and which hosts each query accuses. Written
 * when something comes or goes: what stands still costs nothing.
 */
final class VisitStore {
  static final StoreName MEMORY = StoreName.state("memory");

  private final Table<ItemVisits> visits;
  private final Table<Set<String>> accused;

  VisitStore(KeyValueStore<String, byte[]> memory) {
    visits = new Table<>(memory, ItemVisits::encode, ItemVisits::decode);
    accused =
        new Table<>(
            memory,
            hosts -> String.join("\n", new TreeSet<>(hosts)).getBytes(UTF_8),
            bytes -> Set.of(new String(bytes, UTF_8).split("\n")));
  }

  Map<String, ItemVisits> of(GroupKey group, String query) {
    return visits.scan(group, query);
  }

  /** The hosts of the group that any query accuses. */
  Set<String> accused(GroupKey group) {
    return accused.scan(group, SubTable.ACCUSED).values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  void accuse(GroupKey group, String query, Set<String> hosts) {
    if (!hosts.isEmpty()) {
      accused.putIfChanged(hosts, group, SubTable.ACCUSED, query);
    } else if (accused.get(group, SubTable.ACCUSED, query).isPresent()) {
      accused.delete(group, SubTable.ACCUSED, query);
    }
  }

  /** Keeps what changed; forgets what is empty. */
  void keep(GroupKey group, String query, Map<String, ItemVisits> changed) {
    changed.forEach(
        (item, now) -> {
          if (now.isEmpty()) {
            visits.delete(group, query, item);
          } else {
            visits.put(now, group, query, item);
          }
        });
  }
}
