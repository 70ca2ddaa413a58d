package io.diffy.osquerylog;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which query of known packs is meant by the name under which osqueryd schedules it: {@code
 * pack_<pack>_<query>}, with whatever {@code --pack_delimiter} says in the place of the
 * underscores, and whatever a config calls the pack.
 */
public final class QueryNames {
  private static final String PREFIX = "pack";

  /** A delimiter between {@code pack}, the pack's name and the query's. */
  private static final Pattern DELIMITER = Pattern.compile("^[^\\p{L}\\p{N}]+");

  private final Map<String, PackQuery> exact = new HashMap<>();
  private final Map<String, PackQuery> own = new HashMap<>();
  private final List<PackQuery> longestFirst = new ArrayList<>();

  /** Of these packs; where two have a query of one name, its bare name is the first one's. */
  public QueryNames(Collection<Pack> packs) {
    for (Pack pack : packs) {
      for (PackQuery query : pack.queries().values()) {
        exact.put("pack_" + pack.name() + "_" + query.name(), query);
        exact.put("pack/" + pack.name() + "/" + query.name(), query);
        own.put(pack.name() + "\n" + query.name(), query);
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
    PackQuery known = exact(scheduled);
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
            Comparator.comparing((String name) -> exact(name) == null)
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
    return first == null || first.equals(scheduled) || exact(scheduled) != null;
  }

  /** The query of a known pack under the pack's own name; null where it is none. */
  private PackQuery exact(String scheduled) {
    PackQuery known = exact.get(scheduled);
    if (known != null || !scheduled.startsWith(PREFIX)) {
      return known;
    }
    Matcher delimiter = DELIMITER.matcher(scheduled.substring(PREFIX.length()));
    if (!delimiter.find()) {
      return null;
    }
    String between = delimiter.group();
    String rest = scheduled.substring(PREFIX.length() + between.length());
    for (int at = rest.indexOf(between); at >= 0; at = rest.indexOf(between, at + 1)) {
      PackQuery query =
          own.get(rest.substring(0, at) + "\n" + rest.substring(at + between.length()));
      if (query != null) {
        return query;
      }
    }
    return null;
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
