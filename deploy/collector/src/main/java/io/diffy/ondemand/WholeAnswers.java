package io.diffy.ondemand;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest answer of each instance to each query, split ones put together. An answer with a part
 * missing counts as truncated, so it is no proof of anything.
 */
public final class WholeAnswers {
  private final Map<String, Observation> newest = new TreeMap<>();
  private final Map<String, List<Observation>> parts = new TreeMap<>();

  public void add(Observation observation) {
    if (observation.part().isWhole()) {
      keepNewest(observation);
    } else {
      parts
          .computeIfAbsent(
              key(observation) + "\n" + observation.part().snapshotId(), k -> new ArrayList<>())
          .add(observation);
    }
  }

  /** Sorted by query, then by instance. */
  public Collection<Observation> newest() {
    parts.values().forEach(split -> keepNewest(joined(split)));
    parts.clear();
    return newest.values();
  }

  private void keepNewest(Observation observation) {
    newest.merge(
        key(observation),
        observation,
        (known, now) -> now.collectedAt().isBefore(known.collectedAt()) ? known : now);
  }

  private static Observation joined(List<Observation> split) {
    Map<Integer, Observation> byNumber = new TreeMap<>();
    split.forEach(part -> byNumber.put(part.part().number(), part));
    Observation first = split.get(0);
    List<Map<String, String>> rows = new ArrayList<>();
    byNumber.values().forEach(part -> rows.addAll(part.rows()));
    boolean whole = byNumber.size() == first.part().of();
    String arrived = byNumber.size() + " of " + first.part().of() + " parts arrived";
    return first
        .with(whole ? first.status() : new Status(Coverage.TRUNCATED, arrived))
        .withRows(Observation.Part.WHOLE, rows);
  }

  private static String key(Observation observation) {
    return observation.query() + "\n" + observation.instance().instanceId();
  }
}
