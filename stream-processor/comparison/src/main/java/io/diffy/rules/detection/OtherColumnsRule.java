package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.schemas.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Agents of other versions answer with other columns: each row of such a host differs from its
 * peers' in just the columns that one of them has not. That says something of the agent and nothing
 * of the rows. Whoever differs in anything else, or in some rows only, is told as ever.
 */
final class OtherColumnsRule {
  /** Of fewer rows, chance could make all. */
  private static final int FEWEST_ROWS = 3;

  private OtherColumnsRule() {}

  /**
   * Takes out what other agents make.
   *
   * @param aside is told what and on which hosts
   */
  static void remove(
      List<Deviation> found, Catalog catalog, BiConsumer<Deviation, List<HostItems>> aside) {
    Map<String, Map<Set<String>, Integer>> rows = new HashMap<>();
    for (Deviation d : found) {
      Set<String> columns = columns(d, catalog);
      if (!columns.isEmpty()) {
        d.hosts()
            .forEach(
                host ->
                    rows.computeIfAbsent(host.instanceId(), h -> new HashMap<>())
                        .merge(columns, 1, Integer::sum));
      }
    }
    found.replaceAll(
        d -> {
          Set<String> columns = rows.isEmpty() ? Set.of() : columns(d, catalog);
          List<HostItems> others =
              d.hosts().stream().filter(host -> answersSo(host, columns, rows)).toList();
          if (others.isEmpty()) {
            return d;
          }
          aside.accept(d, others);
          return d.on(d.hosts().stream().filter(host -> !others.contains(host)).toList());
        });
    found.removeIf(d -> d.hosts().isEmpty());
  }

  private static boolean answersSo(
      HostItems host, Set<String> columns, Map<String, Map<Set<String>, Integer>> rows) {
    int alike = rows.getOrDefault(host.instanceId(), Map.of()).getOrDefault(columns, 0);
    return !columns.isEmpty() && alike >= FEWEST_ROWS && alike >= host.items().length;
  }

  /** Those that only one of a row and its peers' has; none where anything else differs. */
  private static Set<String> columns(Deviation d, Catalog catalog) {
    if (d.kind() != Kind.CHANGED) {
      return Set.of();
    }
    SortedMap<String, Long> one = new TreeMap<>(catalog.attributesOf(d.subject()));
    SortedMap<String, Long> other = new TreeMap<>(catalog.attributesOf(d.item().previous()));
    Set<String> apart = new TreeSet<>(one.keySet());
    apart.addAll(other.keySet());
    apart.removeIf(column -> one.containsKey(column) && other.containsKey(column));
    one.keySet().removeAll(apart);
    other.keySet().removeAll(apart);
    return one.equals(other) ? apart : Set.of();
  }
}
