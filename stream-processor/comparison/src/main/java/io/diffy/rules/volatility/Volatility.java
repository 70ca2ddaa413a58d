package io.diffy.rules.volatility;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Learns from the peers which attributes of which things are volatile. A column is dropped from a
 * thing when nearly every host that shows it shows another value, {@code (distinct - 1) / (n - 1) >
 * 0.5} over n hosts, and no value is shown by more than half of them: neither in the group nor in
 * any cohort. So peers alone could hold nothing against anybody in that column, and a minority of
 * hosts can't have a column dropped on which the others agree.
 *
 * <p>Only the answers that are compared take part, and they are only counted: their order can't
 * matter.
 */
public final class Volatility {
  /** The research's bound: above it more than half of the hosts show a value of their own. */
  private static final double VOLATILE = 0.5;

  /** Two hosts that differ say nothing about what is usual. */
  static final int FEWEST_HOSTS = 3;

  /** Of a connection: a service may answer at one address more often than at the others. */
  private static final String OTHER_END = "remote_address";

  private final Map<Long, Set<String>> dropped;
  private final List<VolatileColumn> columns;
  private final Set<Long> severally;

  /**
   * A column that is dropped from some things, or would be.
   *
   * @param share mean of {@code (distinct - 1) / (n - 1)} over the things that have it
   * @param things from how many of them it is dropped
   * @param of how many things have it and are shown by three hosts or more
   * @param kept whether configuration forbids dropping it
   */
  public record VolatileColumn(String column, double share, int things, int of, boolean kept) {}

  private Volatility(
      Map<Long, Set<String>> dropped, List<VolatileColumn> columns, Set<Long> severally) {
    this.dropped = dropped;
    this.columns = columns;
    this.severally = severally;
  }

  /**
   * Learns from the whole answers of one group to one query.
   *
   * @param never columns that are compared whatever the peers show
   */
  public static Volatility learn(List<HostItems> covered, Catalog catalog, Set<String> never) {
    List<HostsWithSameItems> answers = HostsWithSameItems.of(covered);
    Map<Long, IdentityGroup> things = IdentityGroup.of(answers, catalog);
    things.values().removeIf(thing -> thing.hosts() < FEWEST_HOSTS);
    Map<Long, Set<String>> varied = new HashMap<>();
    Set<Long> severally = new HashSet<>();
    things.forEach(
        (identity, thing) -> {
          if (!thing.uniform()) {
            varied.put(identity, thing.columns(catalog));
            if (thing.severally() && thing.hosts() >= RowTemplates.FEWEST_HOSTS) {
              severally.add(identity);
            }
          }
        });
    ValueCounts counts = ValueCounts.of(answers, varied, catalog);
    Map<Long, Set<String>> candidates = candidates(varied, counts);
    if (!candidates.isEmpty()) {
      HostItems.byCohort(covered).values().forEach(c -> keepAgreed(candidates, c, catalog));
    }
    if (candidates.isEmpty()) {
      return new Volatility(Map.of(), List.of(), severally);
    }
    List<VolatileColumn> columns =
        new ColumnVolatility(things, varied, counts, catalog).of(candidates, never);
    candidates.values().forEach(dropped -> dropped.removeAll(never));
    candidates.values().removeIf(Set::isEmpty);
    return new Volatility(candidates, columns, severally);
  }

  private static Map<Long, Set<String>> candidates(
      Map<Long, Set<String>> varied, ValueCounts counts) {
    Map<Long, Set<String>> candidates = new HashMap<>();
    varied.forEach(
        (thing, columns) -> {
          Set<String> dropped = new TreeSet<>(columns);
          dropped.removeIf(
              c ->
                  (counts.volatility(thing, c) <= VOLATILE || counts.agreeOn(thing, c))
                      && !answersFromMany(thing, c, counts));
          if (!dropped.isEmpty()) {
            candidates.put(thing, dropped);
          }
        });
    return candidates;
  }

  private static boolean answersFromMany(Long thing, String column, ValueCounts counts) {
    return column.equals(OTHER_END) && counts.scatter(thing, column);
  }

  /** A cohort is compared within itself, so what its hosts agree on must stay comparable. */
  private static void keepAgreed(
      Map<Long, Set<String>> candidates, List<HostItems> cohort, Catalog catalog) {
    ValueCounts counts = ValueCounts.of(HostsWithSameItems.of(cohort), candidates, catalog);
    candidates.forEach(
        (thing, columns) -> {
          if (counts.hosts(thing) >= FEWEST_HOSTS) {
            columns.removeIf(
                c ->
                    counts.agreeOn(thing, c)
                        && (!c.equals(OTHER_END)
                            || (counts.hosts(thing) >= RowTemplates.FEWEST_HOSTS
                                && !counts.scatter(thing, c))));
          }
        });
    candidates.values().removeIf(Set::isEmpty);
  }

  /** The attributes that are not compared for a thing, sorted. */
  public List<String> of(long thing) {
    return List.copyOf(dropped.getOrDefault(thing, Set.of()));
  }

  boolean drops(long thing) {
    return dropped.containsKey(thing);
  }

  /** Whether some host shows several rows of a thing that not all show in the same way. */
  boolean isSeveral(long thing) {
    return severally.contains(thing);
  }

  boolean knowsNothing() {
    return dropped.isEmpty() && severally.isEmpty();
  }

  public boolean dropsNothing() {
    return dropped.isEmpty();
  }

  /** What was learnt, by column, sorted. */
  public List<VolatileColumn> columns() {
    return columns;
  }
}
