package io.diffy.gate;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which baselines of a group a fresh deploy is compared with. A deploy has another image and launch
 * version, so no baseline of the previous one fits its cohort; what is chosen is made to fit.
 */
public final class BaselineChoice {
  private static final Comparator<Baseline> AGE =
      Comparator.comparing(Baseline::takenAt)
          .thenComparingInt(Baseline::version)
          .thenComparing(Baseline::cohort);

  private BaselineChoice() {}

  /**
   * What was chosen.
   *
   * @param sources by query: the baselines as they were taken, the newest of each query first
   * @param fitted the same under the cohorts of the fresh instances, so that the rules apply them
   */
  public record Chosen(Map<String, List<Baseline>> sources, List<Baseline> fitted) {

    /** The newest of all; the one a person means by <em>the baseline</em>. */
    public Baseline newest() {
      return sources.values().stream().map(of -> of.get(0)).max(AGE).orElseThrow();
    }

    /**
     * The queries that the deploy answered which the newest baseline is of. What only an older one
     * answered is no longer asked.
     */
    public Set<String> expected() {
      Set<String> queries = new TreeSet<>();
      sources.forEach(
          (query, of) -> {
            if (versionOf(of.get(0)).equals(versionOf(newest()))) {
              queries.add(query);
            }
          });
      return queries;
    }
  }

  /**
   * For each query the newest baseline of another launch version than the fresh instances'; where
   * there is none, the newest of the same.
   *
   * @param fresh the instances of one group
   * @param known the group's baselines
   * @param against only of this launch version; empty: the default above
   * @return empty when there is none at all
   */
  public static Optional<Chosen> of(
      Collection<Instance> fresh, List<Baseline> known, Optional<String> against) {
    Set<String> freshVersions = new TreeSet<>();
    Set<Cohort> cohorts = new TreeSet<>();
    for (Instance instance : fresh) {
      freshVersions.add(instance.launchVersion());
      cohorts.add(instance.cohort());
    }
    Map<String, List<Baseline>> byQuery = new TreeMap<>();
    for (Baseline baseline : known) {
      if (against.map(versionOf(baseline)::equals).orElse(true)) {
        byQuery.computeIfAbsent(baseline.query(), q -> new ArrayList<>()).add(baseline);
      }
    }
    List<Baseline> fitted = new ArrayList<>();
    byQuery.replaceAll((query, all) -> ofOneVersion(all, freshVersions));
    byQuery.values().forEach(of -> cohorts.forEach(c -> fitted.add(fitted(best(of, c), c))));
    return byQuery.isEmpty() ? Optional.empty() : Optional.of(new Chosen(byQuery, fitted));
  }

  /** Those of the launch version that the newest one is of, the newest first. */
  private static List<Baseline> ofOneVersion(List<Baseline> all, Set<String> freshVersions) {
    List<Baseline> others =
        all.stream().filter(baseline -> !freshVersions.contains(versionOf(baseline))).toList();
    List<Baseline> candidates = others.isEmpty() ? all : others;
    String version = versionOf(candidates.stream().max(AGE).orElseThrow());
    return candidates.stream()
        .filter(baseline -> versionOf(baseline).equals(version))
        .sorted(AGE.reversed())
        .toList();
  }

  /** Another type of machine has other hardware, and so other modules and mounts. */
  private static Baseline best(List<Baseline> newestFirst, Cohort cohort) {
    return newestFirst.stream()
        .filter(baseline -> baseline.cohort().instanceType().equals(cohort.instanceType()))
        .findFirst()
        .orElse(newestFirst.get(0));
  }

  private static Baseline fitted(Baseline source, Cohort cohort) {
    return new Baseline(
        new Baseline.Key(source.group(), source.query(), cohort),
        source.version(),
        source.origin(),
        source.answers());
  }

  static String versionOf(Baseline baseline) {
    return baseline.cohort().launchVersion();
  }
}
