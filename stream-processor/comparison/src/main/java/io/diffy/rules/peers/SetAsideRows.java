package io.diffy.rules.peers;

import io.diffy.schemas.SetAside;
import io.diffy.schemas.SetAside.Reason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Counts what keeps differences from being findings of their own, so that nobody is blind without a
 * word: for each reason how many rows, on which hosts, and one of them.
 */
public final class SetAsideRows {
  /** More hosts are counted, not named. */
  private static final int MOST_NAMED = 20;

  private final Map<Reason, TreeMap<String, Rows>> byHost = new EnumMap<>(Reason.class);

  private record Rows(int count, long first) {
    Rows and(Rows more) {
      return new Rows(count + more.count, Math.min(first, more.first));
    }
  }

  /** The same, to go on counting. */
  public SetAsideRows copy() {
    SetAsideRows copy = new SetAsideRows();
    byHost.forEach((why, hosts) -> copy.byHost.put(why, new TreeMap<>(hosts)));
    return copy;
  }

  /** Adds items that a host shows, or lacks; none is no entry. */
  public void add(Reason why, String instanceId, long... items) {
    if (items.length > 0) {
      byHost
          .computeIfAbsent(why, w -> new TreeMap<>())
          .merge(instanceId, new Rows(items.length, items[0]), Rows::and);
    }
  }

  /**
   * One entry for each reason, in their order; the example is of the first host.
   *
   * @param rowOf a raw row that shows an item, from this instance where it can be
   */
  public List<SetAside> entries(BiFunction<Long, String, Map<String, String>> rowOf) {
    return byHost.entrySet().stream()
        .map(
            entry -> {
              TreeMap<String, Rows> hosts = entry.getValue();
              return new SetAside(
                  entry.getKey().word(),
                  hosts.values().stream().mapToInt(Rows::count).sum(),
                  hosts.size(),
                  hosts.keySet().stream().limit(MOST_NAMED).toList(),
                  rowOf.apply(hosts.firstEntry().getValue().first(), hosts.firstKey()));
            })
        .toList();
  }
}
