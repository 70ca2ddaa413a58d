package io.diffy.continuous;

import io.diffy.ondemand.CollectionView;
import io.diffy.plugin.InstanceOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param outcomes how many instances ended how; those that were not to be asked are {@code SKIPPED}
 * @param remarks who was left out and which queries nobody answered, with reasons
 * @param rows of the answers, and of those only
 * @param lost observations that Kafka did not take in time
 * @param took from its beginning to the last observation handed over
 * @param stopped whether it was asked to stop before it ended
 * @param failure what went wrong as a whole; empty when nothing did
 */
record RunResult(
    Map<InstanceOutcome, Integer> outcomes,
    List<String> remarks,
    long rows,
    long lost,
    Duration took,
    boolean stopped,
    String failure) {

  RunResult {
    outcomes = Map.copyOf(outcomes);
    remarks = List.copyOf(remarks);
  }

  /** One in which nobody was asked. */
  static RunResult failed(String failure) {
    return new RunResult(Map.of(), List.of(), 0, 0, Duration.ZERO, false, failure);
  }

  int asked() {
    return outcomes.values().stream().mapToInt(Integer::intValue).sum()
        - outcomes.getOrDefault(InstanceOutcome.SKIPPED, 0);
  }

  int answered() {
    return outcomes.getOrDefault(InstanceOutcome.SUCCESS, 0);
  }

  /** For a person; may hold text of a plugin. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    parts.add("%d of %d answered".formatted(answered(), asked()));
    parts.addAll(CollectionView.failures(outcomes));
    parts.add("%,d rows in %.1f s".formatted(rows, took.toMillis() / 1000.0));
    if (lost > 0) {
      parts.add(lost + " observations not taken by Kafka");
    }
    if (stopped) {
      parts.add("stopped");
    }
    parts.addAll(remarks);
    String text = String.join(", ", parts);
    return failure.isEmpty() ? text : text + ": " + failure;
  }
}
