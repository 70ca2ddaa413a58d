package io.diffy.agent.osquery;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which query of known packs is meant by the name under which osqueryd schedules it: {@code
 * pack_<pack>_<query>}, with whatever {@code --pack_delimiter} says in the place of the
 * underscores, and whatever a config calls the pack.
 */
public final class QueryNames {
  private static final String PREFIX = "pack";

  private final Map<String, PackQuery> exact = new HashMap<>();
  private final List<PackQuery> longestFirst = new ArrayList<>();

  /** Of these packs; where two have a query of one name, its bare name is the first one's. */
  public QueryNames(Collection<Pack> packs) {
    for (Pack pack : packs) {
      for (PackQuery query : pack.queries().values()) {
        exact.put("pack_" + pack.name() + "_" + query.name(), query);
        exact.put("pack/" + pack.name() + "/" + query.name(), query);
        if (exact.putIfAbsent(query.name(), query) == null) {
          longestFirst.add(query);
        }
      }
    }
    longestFirst.sort(
        Comparator.comparing((PackQuery query) -> query.name().length())
            .reversed()
            .thenComparing(PackQuery::name));
  }

  /** The query that may be meant; empty where no pack has one. */
  public Optional<PackQuery> find(String scheduled) {
    PackQuery known = exact.get(scheduled);
    return known != null
        ? Optional.of(known)
        : longestFirst.stream().filter(query -> isOfAPack(scheduled, query.name())).findFirst();
  }

  /**
   * What each of some names stands for that one host answers under. Two names never stand for one
   * query, or two different questions would be compared: the pack's own name goes first, then the
   * shortest.
   */
  public Map<String, PackQuery> all(Collection<String> scheduled) {
    Map<String, String> taken = new HashMap<>();
    Map<String, PackQuery> found = new TreeMap<>();
    scheduled.stream()
        .sorted(
            Comparator.comparing((String name) -> !exact.containsKey(name))
                .thenComparing(String::length)
                .thenComparing(Comparator.naturalOrder()))
        .forEach(
            name ->
                find(name)
                    .filter(query -> isTaker(name, query, taken))
                    .ifPresent(query -> found.put(name, query)));
    return found;
  }

  /**
   * Whether a name may stand for a query: a pack's own may always, of all others the first that
   * comes.
   *
   * @param taken which name stands for which query
   */
  boolean isTaker(String scheduled, PackQuery query, Map<String, String> taken) {
    String first = taken.putIfAbsent(query.name(), scheduled);
    return first == null || first.equals(scheduled) || exact.containsKey(scheduled);
  }

  /** {@code pack}, a delimiter, the pack's name, the same delimiter, the query's name. */
  private static boolean isOfAPack(String scheduled, String query) {
    int from = PREFIX.length();
    if (!scheduled.startsWith(PREFIX) || !scheduled.endsWith(query)) {
      return false;
    }
    int end = scheduled.length() - query.length();
    for (int to = from + 1;
        to < end && !Character.isLetterOrDigit(scheduled.charAt(to - 1));
        to++) {
      String delimiter = scheduled.substring(from, to);
      if (scheduled.startsWith(delimiter, end - delimiter.length())
          && end - delimiter.length() > to) {
        return true;
      }
    }
    return false;
  }
}
