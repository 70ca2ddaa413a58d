package io.diffy.processor.rules;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What separates along image, launch version or instance type is a deploy, not an attack: one
 * deviation of the kind drift for each cohort but the biggest, whose score is 0.
 */
final class DriftRule {
  /** Of a cohort that is said to have something. */
  private static final double NEARLY_ALL = 0.9;

  /** Of the others, who are said not to have it. */
  private static final double NEARLY_NONE = 0.1;

  private final List<Covered> covered;
  private final Catalog catalog;

  private DriftRule(List<Covered> covered, Catalog catalog) {
    this.covered = covered;
    this.catalog = catalog;
  }

  /** The drifts of a group, in the order of their cohorts. */
  static List<Deviation> drifts(List<Covered> covered, Catalog catalog) {
    Map<Cohort, List<Covered>> cohorts = new TreeMap<>();
    for (Covered host : covered) {
      cohorts.computeIfAbsent(host.instance().cohort(), c -> new ArrayList<>()).add(host);
    }
    Optional<Cohort> biggest =
        cohorts.keySet().stream().max(Comparator.comparingInt(c -> cohorts.get(c).size()));
    DriftRule rule = new DriftRule(covered, catalog);
    List<Deviation> drifts = new ArrayList<>();
    cohorts.forEach(
        (cohort, hosts) -> {
          if (!biggest.get().equals(cohort)) {
            rule.drift(cohort, hosts).ifPresent(drifts::add);
          }
        });
    return drifts;
  }

  private Optional<Deviation> drift(Cohort cohort, List<Covered> hosts) {
    Map<Long, Integer> here = counts(hosts);
    Map<Long, Integer> all = counts(covered);
    int others = covered.size() - hosts.size();
    List<Long> separating = new ArrayList<>();
    all.forEach(
        (item, count) -> {
          int mine = here.getOrDefault(item, 0);
          double share = (double) mine / hosts.size();
          double shareOfOthers = (double) (count - mine) / others;
          if ((share >= NEARLY_ALL && shareOfOthers <= NEARLY_NONE)
              || (share <= NEARLY_NONE && shareOfOthers >= NEARLY_ALL)) {
            separating.add(item);
          }
        });
    if (separating.isEmpty()) {
      return Optional.empty();
    }
    Set<Long> things = separating.stream().map(catalog::identityOf).collect(Collectors.toSet());
    long subject = separating.stream().min(Comparator.naturalOrder()).orElseThrow();
    return Optional.of(
        new Deviation(
            Kind.DRIFT,
            subject,
            0,
            false,
            hosts,
            hosts.size(),
            covered.size(),
            cohort.label(),
            Method.CLUSTER,
            Working.NO_SCORE,
            things.size() - 1));
  }

  private static Map<Long, Integer> counts(List<Covered> hosts) {
    Map<Long, Integer> counts = new HashMap<>();
    for (Covered host : hosts) {
      for (long item : host.items()) {
        counts.merge(item, 1, Integer::sum);
      }
    }
    return counts;
  }
}
