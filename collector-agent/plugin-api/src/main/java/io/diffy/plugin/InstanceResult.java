package io.diffy.plugin;

import io.diffy.schemas.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What became of asking one instance.
 *
 * @param target whom
 * @param outcome how it ended
 * @param reason one sentence; empty for a success
 * @param observations what it answered; empty unless it is a success
 * @param bytes of its output
 * @param took from sending to the answer, as far as known
 */
public record InstanceResult(
    Target target,
    InstanceOutcome outcome,
    String reason,
    List<Observation> observations,
    long bytes,
    Duration took) {

  public InstanceResult {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    observations = List.copyOf(observations);
  }

  /** One that gave nothing. */
  public static InstanceResult without(Target target, InstanceOutcome outcome, String reason) {
    return new InstanceResult(target, outcome, reason, List.of(), 0, Duration.ZERO);
  }

  public String instanceId() {
    return target.instance().instanceId();
  }
}
