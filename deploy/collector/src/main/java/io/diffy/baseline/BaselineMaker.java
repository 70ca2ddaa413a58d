package io.diffy.baseline;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Turns whole answers of clean instances into the next baseline of every query and cohort. */
public final class BaselineMaker {
  private final GroupKey group;
  private final String takenBy;
  private final String source;
  private final Map<QueryAndCohort, Integer> versions = new TreeMap<>();

  public BaselineMaker(GroupKey group, String takenBy, String source) {
    this.group = group;
    this.takenBy = takenBy;
    this.source = source;
  }

  /** A baseline that exists: the next one has a higher version. */
  public void known(Baseline baseline) {
    if (baseline.group().equals(group)) {
      versions.merge(
          new QueryAndCohort(baseline.query(), baseline.cohort()), baseline.version(), Math::max);
    }
  }

  /** One baseline per query and cohort with at least one {@code ok} answer, sorted by query. */
  public List<Baseline> make(Collection<Observation> answers) {
    Map<QueryAndCohort, List<Observation>> clean = new TreeMap<>();
    for (Observation answer : answers) {
      if (answer.coverage() == Coverage.OK) {
        clean
            .computeIfAbsent(
                new QueryAndCohort(answer.query(), answer.instance().cohort()),
                key -> new ArrayList<>())
            .add(answer);
      }
    }
    List<Baseline> baselines = new ArrayList<>();
    clean.forEach((key, ok) -> baselines.add(baseline(key, ok)));
    return baselines;
  }

  private Baseline baseline(QueryAndCohort key, List<Observation> answers) {
    Instant takenAt =
        answers.stream().map(Observation::collectedAt).max(Comparator.naturalOrder()).orElseThrow();
    int version = Objects.requireNonNullElse(versions.get(key), 0) + 1;
    return new Baseline(
        new Baseline.Key(group, key.query, key.cohort),
        version,
        new Baseline.Origin(takenAt, takenBy, source),
        List.copyOf(answers));
  }

  private record QueryAndCohort(String query, Cohort cohort) implements Comparable<QueryAndCohort> {
    @Override
    public int compareTo(QueryAndCohort other) {
      int byQuery = query.compareTo(other.query);
      return byQuery != 0 ? byQuery : cohort.compareTo(other.cohort);
    }
  }
}
