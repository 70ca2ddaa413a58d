package io.diffy.standalone.replay;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Observation;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.TopicReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What the live topics hold, for a replay. They are only read. */
public final class TopicRange {
  private final Cluster live;

  public TopicRange(Cluster live) {
    this.live = live;
  }

  /** The observations that pass. */
  public Recording record(Predicate<Observation> wanted) {
    return Recording.of(
        recording ->
            TopicReader.readAllAppended(
                live,
                live.topics().observations(),
                (observation, appended) -> {
                  if (wanted.test(observation)) {
                    recording.accept(observation, appended);
                  }
                }),
        live.topics().observations().codec());
  }

  /** The newest baseline of each query and cohort. */
  public List<Baseline> baselines() {
    Map<List<Object>, Baseline> newest = new LinkedHashMap<>();
    TopicReader.readAll(
        live,
        live.topics().baselines(),
        b -> newest.put(List.of(b.group(), b.query(), b.cohort()), b));
    return new ArrayList<>(newest.values());
  }

  /** The exceptions as they stand, in force or ended; one that holds everywhere comes once. */
  public List<ExceptionRule> exceptions() {
    Map<String, ExceptionRule> newest = new LinkedHashMap<>();
    TopicReader.latest(live, live.topics().exceptions())
        .forEach(rule -> newest.put(rule.group() + "/" + rule.id(), rule));
    return new ArrayList<>(newest.values());
  }
}
