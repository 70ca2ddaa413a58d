package io.diffy.baseline;

import io.diffy.baseline.KnownBaselines.Place;
import io.diffy.ondemand.WholeAnswers;
import io.diffy.replay.Recording;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.trust.DecisionFloor;
import io.diffy.service.CommandFailure;
import java.nio.file.Path;
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
  private final Map<Place, Integer> versions = new TreeMap<>();
  private DecisionFloor floor = new DecisionFloor();

  public BaselineMaker(GroupKey group, String takenBy, String source) {
    this.group = group;
    this.takenBy = takenBy;
    this.source = source;
  }

  /** Baselines of the groups in a recording of clean instances. */
  public static List<Baseline> of(Recording clean, String takenBy, Path file) {
    Map<GroupKey, WholeAnswers> byGroup = new TreeMap<>();
    clean.forEach(
        o -> byGroup.computeIfAbsent(o.instance().group(), g -> new WholeAnswers()).add(o));
    List<Baseline> baselines = new ArrayList<>();
    byGroup.forEach(
        (group, answers) ->
            baselines.addAll(
                new BaselineMaker(group, takenBy, file.getFileName().toString())
                    .make(answers.newest())));
    return baselines;
  }

  /** A baseline that exists: the next one has a higher version. */
  public void known(Baseline baseline) {
    if (baseline.group().equals(group)) {
      versions.merge(Place.of(baseline), baseline.version(), Math::max);
    }
  }

  /** What was in force once: the next one has a higher version, whatever the topic still has. */
  void above(DecisionFloor once) {
    floor = once;
  }

  /** One baseline per query and cohort with at least one {@code ok} answer, sorted by query. */
  public List<Baseline> make(Collection<Observation> answers) {
    Map<Place, List<Observation>> clean = new TreeMap<>();
    for (Observation answer : answers) {
      if (answer.coverage() == Coverage.OK) {
        clean
            .computeIfAbsent(
                new Place(answer.query(), answer.instance().cohort()), key -> new ArrayList<>())
            .add(answer);
      }
    }
    List<Baseline> baselines = new ArrayList<>();
    clean.forEach((key, ok) -> baselines.add(baseline(key, ok)));
    return baselines;
  }

  private Baseline baseline(Place key, List<Observation> answers) {
    Instant takenAt =
        answers.stream().map(Observation::collectedAt).max(Comparator.naturalOrder()).orElseThrow();
    Baseline first =
        new Baseline(
            new Baseline.Key(group, key.query(), key.cohort()),
            1,
            new Baseline.Origin(takenAt, takenBy, source),
            List.copyOf(answers));
    int last =
        Math.max(Objects.requireNonNullElse(versions.get(key), 0), floor.version(first.subject()));
    if (last >= Baseline.LAST_VERSION) {
      throw new CommandFailure(
          "the baseline of %s has version %d, after which none can follow; is it ours?"
              .formatted(key.query(), last));
    }
    return first.numbered(Math.addExact(last, 1));
  }
}
