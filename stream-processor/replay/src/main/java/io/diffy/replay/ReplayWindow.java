package io.diffy.replay;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time a replay is asked about, by the clock of the data: what was answered in it. What came
 * before is judged too, so that it is known at {@code from} what was known there; nothing that came
 * later is.
 *
 * @param from its first moment; empty for the beginning
 * @param to its last moment; empty for the end
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

  /**
   * Whether an event tells of what was answered at {@code from} or later. An evaluation judges what
   * came before it; of a row that it finds, the last sighting says when that was.
   */
  public boolean reports(Finding event) {
    boolean before = from.map(start -> !event.evaluatedAt().isAfter(start)).orElse(false);
    boolean found = event.activity() == Activity.CREATE && event.kind().isDeviation();
    return !before && !(found && isBefore(event.lastSeen()));
  }

  /** Whether all that an event's evaluation could judge lies before the end. */
  public boolean isOver(Finding event) {
    return !isAfter(event.evaluatedAt());
  }

  /** Whether it was answered inside. */
  boolean holds(Instant time) {
    return !isBefore(time) && !isAfter(time);
  }

  private boolean isBefore(Instant time) {
    return from.map(time::isBefore).orElse(false);
  }

  private boolean isAfter(Instant time) {
    return to.map(time::isAfter).orElse(false);
  }

  /** Whether a record that the broker took then may be judged. */
  boolean judges(Instant appended) {
    return !appended.isBefore(begin()) && !appended.isAfter(end());
  }

  /**
   * Whether an answer is judged.
   *
   * @param collected by the host's clock
   * @param appended when the broker took it, or when it was collected where no broker says so
   */
  boolean judges(Instant collected, Instant appended) {
    // A clock that is ahead is not believed, here as by the processor.
    Instant answered = collected.isAfter(appended) ? appended : collected;
    return judges(appended) && !isAfter(answered);
  }

  /** The first moment whose records are judged. */
  Instant begin() {
    return from.flatMap(start -> warmUp.map(start::minus)).orElse(Instant.MIN);
  }

  /** By then everything is judged that was evaluated up to {@code to}. */
  Instant end() {
    return to.map(time -> time.plus(GRACE)).orElse(Instant.MAX);
  }

  /** For a sentence. */
  @Override
  public String toString() {
    return "from "
        + from.map(TimeText::minutes).orElse("the beginning")
        + " to "
        + to.map(TimeText::minutes).orElse("the end")
        + " (UTC)";
  }
}
