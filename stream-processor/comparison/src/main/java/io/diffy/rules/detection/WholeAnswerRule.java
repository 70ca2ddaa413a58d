package io.diffy.rules.detection;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.peers.HostsWithSameItems;
import io.diffy.rules.peers.ItemCounts;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Absence needs proof. An answer that lacks very many of the things most peers have was more likely
 * cut on its way, or taken while the host was being born, than true: it is not compared, and named.
 */
final class WholeAnswerRule {
  /** Fewer peers can't say what is usual. */
  private static final int FEWEST_PEERS = 6;

  /** Where every host has rows, three that agree can. */
  private static final int FEWEST_PEERS_OF_FULL_TABLE = 3;

  /** Small tables are emptied by attackers (iptables, crontab); big ones are cut by accident. */
  private static final int MOST_LACKED = 20;

  private static final double LARGEST_SHARE = 0.2;

  /** Nobody stops so many programs of a host that goes on serving. */
  private static final int MOST_LACKED_OF_FULL_TABLE = 10;

  private static final double LARGEST_SHARE_OF_FULL_TABLE = 0.1;

  /** Fewer common things, and one that went away would be most of them. */
  private static final int FEWEST_COMMON = 4;

  private WholeAnswerRule() {}

  /**
   * Whose answer can't be whole.
   *
   * @param neverEmpty whether every running host has rows in this table
   */
  static List<HostItems> implausible(List<HostItems> covered, boolean neverEmpty, Catalog catalog) {
    if (covered.size() < (neverEmpty ? FEWEST_PEERS_OF_FULL_TABLE : FEWEST_PEERS)) {
      return List.of();
    }
    List<HostsWithSameItems> answers = HostsWithSameItems.of(covered);
    Map<Long, Integer> hosts = HostsWithSameItems.map(answers);
    IdentityHashMap<long[], long[]> things = new IdentityHashMap<>();
    for (HostsWithSameItems alike : answers) {
      long[] theirs =
          ItemCounts.sorted(Arrays.stream(alike.items()).map(catalog::identityOf).toArray());
      things.put(alike.items(), theirs);
      for (long thing : theirs) {
        hosts.merge(thing, alike.hosts(), Integer::sum);
      }
    }
    hosts.values().removeIf(having -> 2 * having <= covered.size());
    long[] common = hosts.keySet().stream().mapToLong(Long::longValue).toArray();
    return covered.stream()
        .filter(host -> lacksTooMuch(things.get(host.items()), common, neverEmpty))
        .toList();
  }

  private static boolean lacksTooMuch(long[] mine, long[] common, boolean neverEmpty) {
    long lacked = Arrays.stream(common).filter(identity -> !ItemCounts.has(mine, identity)).count();
    if (lacked > MOST_LACKED && lacked > LARGEST_SHARE * common.length) {
      return true;
    }
    return neverEmpty
        && common.length >= FEWEST_COMMON
        && !replaces(mine.length - (common.length - lacked), lacked)
        && (2 * lacked > common.length
            || (lacked > MOST_LACKED_OF_FULL_TABLE
                && lacked > LARGEST_SHARE_OF_FULL_TABLE * common.length));
  }

  /** Whoever has other things in place of many that are gone answered whole: another image does. */
  private static boolean replaces(long others, long lacked) {
    return 2 * others >= lacked;
  }
}
