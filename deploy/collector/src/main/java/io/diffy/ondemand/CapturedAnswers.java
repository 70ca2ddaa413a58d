package io.diffy.ondemand;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a baseline is taken from, or an analysis judges.
 *
 * @param runId names this collecting or reading
 * @param source where it comes from, for the audit trail
 * @param newest whole answers; of an instance that did not answer, a failed one to each query
 * @param silent the instances that gave nothing at all
 */
public record CapturedAnswers(
    String runId, String source, List<Observation> newest, Set<String> silent) {

  /** By group: a key may stand for several. */
  public Map<GroupKey, List<Observation>> byGroup() {
    return byGroup(newest);
  }

  static Map<GroupKey, List<Observation>> byGroup(List<Observation> answers) {
    Map<GroupKey, List<Observation>> groups = new TreeMap<>();
    for (Observation answer : answers) {
      groups.computeIfAbsent(answer.instance().group(), g -> new ArrayList<>()).add(answer);
    }
    return groups;
  }

  /** The queries that no instance answered, each with a reason. */
  public SortedMap<String, String> unanswered() {
    SortedMap<String, String> unanswered = new TreeMap<>();
    Set<String> answered = new TreeSet<>();
    for (Observation answer : newest) {
      if (answer.coverage() == Coverage.ERROR) {
        if (!silent.contains(answer.instance().instanceId())) {
          unanswered.putIfAbsent(answer.query(), answer.status().error());
        }
      } else {
        answered.add(answer.query());
      }
    }
    unanswered.keySet().removeAll(answered);
    return unanswered;
  }

  /** How many instances were asked. */
  public long asked() {
    return newest.stream().map(o -> o.instance().instanceId()).distinct().count();
  }
}
