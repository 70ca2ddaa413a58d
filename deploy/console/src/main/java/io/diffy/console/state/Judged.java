package io.diffy.console.state;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.GroupKey;
import java.time.Instant;

/**
 * An evaluation in short, and where the whole of it lies.
 *
 * @param open findings that were open then
 * @param hidden by exceptions
 * @param setAside reasons why something was set aside
 */
public record Judged(
    GroupKey group,
    String query,
    Instant at,
    Instant windowStart,
    String roundId,
    int covered,
    int absent,
    int open,
    int overflow,
    int hidden,
    int setAside,
    int partition,
    long offset) {

  static Judged of(Evaluation evaluation, int partition, long offset) {
    return new Judged(
        evaluation.group(),
        evaluation.query(),
        evaluation.evaluatedAt(),
        evaluation.windowStart(),
        evaluation.roundId(),
        evaluation.covered().size(),
        evaluation.absent().size(),
        evaluation.open().findings().size(),
        evaluation.open().overflow(),
        evaluation.open().hidden().size(),
        evaluation.open().setAside().size(),
        partition,
        offset);
  }

  /** Names it among all. */
  public String id() {
    return partition + "-" + offset;
  }
}
