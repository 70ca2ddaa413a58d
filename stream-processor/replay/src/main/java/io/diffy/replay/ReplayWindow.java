package io.diffy.replay;

import io.diffy.schemas.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time a replay is asked about. Events are reported by when they were evaluated; what came
 * before the time is judged too, so that it is known at {@code from} what was known there.
 *
 * @param from the first moment reported; empty for the beginning
 * @param to the first moment no longer reported; empty for the end
 * @param warmUp how much before {@code from} is judged too; empty for all there is
 */
public record ReplayWindow(
    Optional<Instant> from, Optional<Instant> to, Optional<Duration> warmUp) {
  /** How long the processor waits after a window's end for answers on their way. */
  static final Duration GRACE = Duration.ofMinutes(2);

  public static final ReplayWindow ALL =
      new ReplayWindow(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether it asks for less than everything. */
  public boolean isBounded() {
    return from.isPresent() || to.isPresent();
  }

  /** Whether an event belongs to the report. */
  public boolean reports(Finding event) {
    return holds(event.evaluatedAt());
  }

  /** From {@code from} on, and before {@code to}. */
  boolean holds(Instant time) {
    return !isBefore(time) && isBeforeEnd(time);
  }

  /** Before {@code from}. */
  boolean isBefore(Instant time) {
    return from.map(time::isBefore).orElse(false);
  }

  boolean isBeforeEnd(Instant time) {
    return to.map(time::isBefore).orElse(true);
  }

  /** Whether a record that the broker took then is judged. */
  boolean judges(Instant appended) {
    return !appended.isBefore(begin()) && appended.isBefore(end());
  }

  /** The first moment whose records are judged. */
  Instant begin() {
    return from.flatMap(start -> warmUp.map(start::minus)).orElse(Instant.MIN);
  }

  /** By then everything is judged that was evaluated before {@code to}. */
  Instant end() {
    return to.map(time -> time.plus(GRACE)).orElse(Instant.MAX);
  }

  /** For a sentence. */
  @Override
  public String toString() {
    return "from "
        + from.map(Instant::toString).orElse("the beginning")
        + " to "
        + to.map(Instant::toString).orElse("the end");
  }
}
