package io.diffy.accept;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an exception changes: the events of the same recording, judged without it and with it. Pure.
 *
 * @param hidden findings that would have concerned fewer instances, or would not have been at all
 * @param appeared findings that come only with it
 * @param changed other findings that tell another story with it
 */
public record Effect(List<Hidden> hidden, List<Finding> appeared, List<Changed> changed) {

  /**
   * A finding, or a part of one, that nobody would have seen.
   *
   * @param finding its last event without the exception
   * @param instances on which it would have been hidden; empty for a finding of a whole group
   * @param whole whether nothing of it would be left
   */
  public record Hidden(Finding finding, List<String> instances, boolean whole) {}

  /** A finding with the last event that each run gives it. */
  public record Changed(Finding without, Finding with) {}

  /** Compares two runs over the same recording, each with all its events in order. */
  public static Effect of(List<Finding> without, List<Finding> with) {
    Map<String, List<Finding>> before = lives(without);
    Map<String, List<Finding>> after = lives(with);
    List<Hidden> hidden = new ArrayList<>();
    List<Changed> changed = new ArrayList<>();
    before.forEach(
        (uid, life) -> {
          List<Finding> other = after.getOrDefault(uid, List.of());
          Set<String> gone = accused(life);
          gone.removeAll(accused(other));
          if (other.isEmpty() || !gone.isEmpty()) {
            hidden.add(new Hidden(last(life), List.copyOf(gone), other.isEmpty()));
          } else if (!life.equals(other)) {
            changed.add(new Changed(last(life), last(other)));
          }
        });
    List<Finding> appeared =
        after.entrySet().stream()
            .filter(e -> !before.containsKey(e.getKey()))
            .map(e -> last(e.getValue()))
            .toList();
    return new Effect(List.copyOf(hidden), appeared, List.copyOf(changed));
  }

  private static Map<String, List<Finding>> lives(List<Finding> events) {
    Map<String, List<Finding>> lives = new TreeMap<>();
    events.forEach(e -> lives.computeIfAbsent(e.uid(), uid -> new ArrayList<>()).add(e));
    return lives;
  }

  /** Every instance it was ever held against. */
  private static Set<String> accused(List<Finding> life) {
    Set<String> ids = new TreeSet<>();
    for (Finding event : life) {
      if (event.isOpen()) {
        event.instances().stream().map(Instance::instanceId).forEach(ids::add);
      }
    }
    return ids;
  }

  private static Finding last(List<Finding> life) {
    return life.get(life.size() - 1);
  }
}
