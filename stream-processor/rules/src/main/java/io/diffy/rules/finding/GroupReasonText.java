package io.diffy.rules.finding;

import io.diffy.schemas.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person reads first about a group as a whole: counts, and names of cohorts and queries. */
final class GroupReasonText {
  private static final int MOST_COHORTS = 3;
  private static final int MOST_QUERIES = 4;

  private GroupReasonText() {}

  /** A few of these names, and how many more. */
  static String some(List<String> names) {
    int more = names.size() - MOST_COHORTS;
    String some = names.stream().limit(MOST_COHORTS).collect(Collectors.joining("; "));
    return more > 0 ? some + "; and " + more + " more" : some;
  }

  /**
   * What separates.
   *
   * @param sizes how many hosts each cohort has that differs, by its label
   */
  static String drift(
      int differ, int hosts, Map<String, Integer> sizes, List<Difference> differences) {
    int things = differences.stream().mapToInt(Difference::things).sum();
    return "%d of %d instances (%s) %s from the others in %s%s: that follows the image, launch version or type"
        .formatted(
            differ,
            hosts,
            some(cohorts(sizes)),
            differ == 1 ? "differs" : "differ",
            things == 1 ? "one thing" : things + " things",
            queries(differences));
  }

  private static List<String> cohorts(Map<String, Integer> sizes) {
    return sizes.size() == 1
        ? List.copyOf(sizes.keySet())
        : sizes.entrySet().stream().map(e -> e.getValue() + " with " + e.getKey()).toList();
  }

  /** The queries with most things first, as the differences come. */
  private static String queries(List<Difference> differences) {
    Map<String, Integer> things = new LinkedHashMap<>();
    differences.forEach(d -> things.merge(d.query(), d.things(), Integer::sum));
    if (things.size() == 1) {
      return " of " + things.keySet().iterator().next();
    }
    List<String> named = new ArrayList<>();
    things.entrySet().stream()
        .limit(MOST_QUERIES)
        .forEach(e -> named.add(e.getKey() + " " + e.getValue()));
    int more = things.size() - MOST_QUERIES;
    return " (" + String.join(", ", named) + (more > 0 ? " and " + more + " more queries)" : ")");
  }

  /** Why nobody can be compared with them. */
  static String alone(int alone, int hosts, List<String> labels) {
    if (hosts == 1) {
      return "it is the only instance of the group, and there is no baseline";
    }
    return (alone == 1
            ? "it is the only one with "
            : "each is the only one with its image, launch version and type: ")
        + some(labels)
        + ", and no baseline holds for "
        + (alone == 1 ? "it" : "them");
  }

  static String notComparable(int alone, int hosts, String why) {
    return hosts == 1
        ? "this instance is not comparable: " + why
        : "%d of %d instances %s not comparable: %s"
            .formatted(alone, hosts, alone == 1 ? "is" : "are", why);
  }
}
