package io.diffy.rules.peers;

import io.diffy.schemas.SetAside;
import io.diffy.schemas.SetAside.Reason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Counts what keeps differences from being findings of their own, so that nobody is blind without a
 * word: for each reason how many rows, on which hosts, and one of them.
 */
public final class SetAsideRows {
  /** More hosts are counted, not named. */
  private static final int MOST_NAMED = 20;

  private final Map<Reason, Entry> entries = new EnumMap<>(Reason.class);

  private static final class Entry {
    private final TreeSet<String> hosts = new TreeSet<>();
    private int rows;
    private String host = "";
    private long item;
    private Optional<Map<String, String>> row = Optional.empty();

    private Entry copy() {
      Entry copy = new Entry();
      copy.hosts.addAll(hosts);
      copy.rows = rows;
      copy.host = host;
      copy.item = item;
      copy.row = row;
      return copy;
    }
  }

  /** The same, to go on counting. */
  public SetAsideRows copy() {
    SetAsideRows copy = new SetAsideRows();
    entries.forEach((why, entry) -> copy.entries.put(why, entry.copy()));
    return copy;
  }

  /**
   * Items of a host. Whatever the order, the example is of the first host by name.
   *
   * @param items each that is set aside; none is no entry
   */
  public void add(Reason why, String instanceId, long... items) {
    if (items.length == 0) {
      return;
    }
    Entry entry = counted(why, instanceId, items.length);
    int first = entry.host.isEmpty() ? -1 : instanceId.compareTo(entry.host);
    if (first < 0 || (first == 0 && items[0] < entry.item)) {
      entry.host = instanceId;
      entry.item = items[0];
    }
  }

  /** A row that is on several hosts; the first that is added is the example. */
  public void add(Reason why, List<String> instanceIds, Map<String, String> row) {
    instanceIds.forEach(id -> counted(why, id, 1).row = entries.get(why).row.or(() -> Optional.of(row)));
  }

  private Entry counted(Reason why, String instanceId, int rows) {
    Entry entry = entries.computeIfAbsent(why, w -> new Entry());
    entry.hosts.add(instanceId);
    entry.rows = (int) Math.min(Integer.MAX_VALUE, (long) entry.rows + rows);
    return entry;
  }

  /**
   * One entry for each reason, in the order of the reasons.
   *
   * @param rowOf a raw row that shows an item, from this instance where it can be
   */
  public List<SetAside> entries(BiFunction<Long, String, Map<String, String>> rowOf) {
    return entries.entrySet().stream()
        .map(
            of -> {
              Entry entry = of.getValue();
              return new SetAside(
                  of.getKey().word(),
                  entry.rows,
                  entry.hosts.size(),
                  entry.hosts.stream().limit(MOST_NAMED).toList(),
                  entry.row.orElseGet(() -> rowOf.apply(entry.item, entry.host)));
            })
        .toList();
  }
}
