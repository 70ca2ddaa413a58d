package io.diffy.rules.volatility;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.volatility.Volatility.VolatileColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says of the columns that are dropped from some things how volatile they are over all things.
 *
 * @param things those that enough hosts show
 * @param varied the attributes of those that not all hosts show alike
 * @param counts over the attributes in {@code varied}
 */
record ColumnVolatility(
    Map<Long, IdentityGroup> things,
    Map<Long, Set<String>> varied,
    ValueCounts counts,
    Catalog catalog) {

  List<VolatileColumn> of(Map<Long, Set<String>> candidates, Set<String> never) {
    Set<String> columns = new TreeSet<>();
    candidates.values().forEach(columns::addAll);
    return columns.stream().map(c -> share(c, candidates, never.contains(c))).toList();
  }

  private VolatileColumn share(String column, Map<Long, Set<String>> candidates, boolean kept) {
    // Sorted, because adding doubles in another order may give another sum.
    double[] shares =
        things.keySet().stream()
            .filter(identity -> has(identity, column))
            .mapToDouble(i -> varied.containsKey(i) ? counts.volatility(i, column) : 0)
            .sorted()
            .toArray();
    double mean = Arrays.stream(shares).sum() / shares.length;
    long dropped = candidates.values().stream().filter(c -> c.contains(column)).count();
    return new VolatileColumn(
        column, Math.rint(mean * 1000) / 1000, kept ? 0 : (int) dropped, shares.length, kept);
  }

  private boolean has(Long identity, String column) {
    Set<String> known = varied.get(identity);
    return known != null
        ? known.contains(column)
        : things.get(identity).columns(catalog).contains(column);
  }
}
