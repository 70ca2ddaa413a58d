package io.diffy.rules.evaluation;

import static java.util.stream.Collectors.partitioningBy;

import io.diffy.rules.item.RowFilter;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.SetAsideRows;
import io.diffy.rules.state.KnownItem;
import io.diffy.schemas.SetAside.Reason;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which programs of a host listen on which ports, by what it answered to the queries that say so.
 * Who listens decides who was called: a connection came in only where the host listens on its local
 * port. Asked only for answers that hold such a connection.
 */
public final class Listeners {
  private final Collection<String> queries;
  private final Function<String, Map<String, long[]>> answers;
  private final Function<String, Function<Long, Map<String, String>>> rows;
  private Map<String, Set<String>> byHost;
  private Set<String> usual = Set.of();

  /**
   * For one evaluation.
   *
   * @param queries the queries whose rows say where programs listen
   * @param answers the items of each instance that answered one of them whole, by instance id
   * @param rows a row that shows an item of one of them
   */
  public Listeners(
      Collection<String> queries,
      Function<String, Map<String, long[]>> answers,
      Function<String, Function<Long, Map<String, String>>> rows) {
    this.queries = queries;
    this.answers = answers;
    this.rows = rows;
  }

  /**
   * The answers without the connections that came in.
   *
   * @param items of their query as stored, by fingerprint
   * @param aside gets the connections that came in
   */
  public List<HostItems> withoutCalls(
      List<HostItems> covered, Map<Long, byte[]> items, SetAsideRows aside) {
    boolean connections =
        items.values().stream()
            .findFirst()
            .filter(any -> KnownItem.decode(any).rowFrom(Set.of()).containsKey("remote_port"))
            .isPresent();
    if (!connections) {
      return covered;
    }
    Map<Long, Map<String, String>> calls = new HashMap<>();
    items.forEach(
        (item, stored) -> {
          Map<String, String> row = KnownItem.decode(stored).rowFrom(Set.of());
          if (RowFilter.looksCalled(row)) {
            calls.put(item, row);
          }
        });
    return calls.isEmpty()
        ? covered
        : covered.stream().map(host -> withoutCalls(host, calls, aside)).toList();
  }

  private HostItems withoutCalls(
      HostItems host, Map<Long, Map<String, String>> calls, SetAsideRows aside) {
    Map<Boolean, List<Long>> called =
        Arrays.stream(host.items())
            .boxed()
            .collect(
                partitioningBy(
                    item -> calls.containsKey(item) && called(host.instanceId(), calls.get(item))));
    aside.add(Reason.CALLED, host.instanceId(), longs(called.get(true)));
    return new HostItems(host.instance(), host.collectedAt(), longs(called.get(false)));
  }

  private static long[] longs(List<Long> items) {
    return items.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Whether a connection came in: its program listens on its port on that host, or on most of them
   * where the host did not say.
   */
  private boolean called(String instanceId, Map<String, String> row) {
    if (byHost == null) {
      byHost = read();
      usual = onMost(byHost.values());
    }
    Set<String> own = byHost.getOrDefault(instanceId, Set.of());
    return (own.isEmpty() ? usual : own).contains(named(row.get("local_port"), row));
  }

  private static Set<String> onMost(Collection<Set<String>> hosts) {
    Map<String, Integer> counts = new HashMap<>();
    hosts.forEach(host -> host.forEach(one -> counts.merge(one, 1, Integer::sum)));
    counts.values().removeIf(count -> 2 * count <= hosts.size());
    return counts.keySet();
  }

  private Map<String, Set<String>> read() {
    Map<String, Set<String>> read = new HashMap<>();
    for (String query : queries) {
      Function<Long, Map<String, String>> rowOf = rows.apply(query);
      Map<Long, String> known = new HashMap<>();
      answers
          .apply(query)
          .forEach(
              (instanceId, items) -> {
                Set<String> listening = read.computeIfAbsent(instanceId, i -> new HashSet<>());
                for (long item : items) {
                  listening.add(
                      known.computeIfAbsent(
                          item, i -> named(rowOf.apply(i).get("port"), rowOf.apply(i))));
                }
              });
    }
    return read;
  }

  /**
   * By the name that the kernel keeps of the program; a table without names says the port alone.
   */
  private static String named(String port, Map<String, String> row) {
    return RowFilter.portOf(port) + " " + row.getOrDefault("name", "");
  }
}
