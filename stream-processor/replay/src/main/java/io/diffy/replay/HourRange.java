package io.diffy.replay;

import io.diffy.plugin.archive.ArchiveName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which hours of an archive may hold what was collected in a time. An archive goes by when the
 * broker took an answer, a question by when a host gave it: the slack lies between the two.
 *
 * @param from the first moment asked for; empty for the beginning
 * @param to the first moment no longer asked for; empty for the end
 * @param slack how far the two times may lie apart
 */
public record HourRange(Optional<Instant> from, Optional<Instant> to, Duration slack) {
  /** Enough for an agent that could send nothing for a day. */
  public static final Duration USUAL_SLACK = Duration.ofDays(1);

  static final HourRange ALL = new HourRange(Optional.empty(), Optional.empty(), USUAL_SLACK);

  /** From the beginning to the same end. */
  HourRange fromTheBeginning() {
    return new HourRange(Optional.empty(), to, slack);
  }

  boolean mayHold(ArchiveName piece) {
    return piece.overlaps(begin(), end());
  }

  /** Appended then or later. */
  Instant begin() {
    return from.map(time -> time.minus(slack)).orElse(Instant.MIN);
  }

  /** Appended before. */
  Instant end() {
    return to.map(time -> time.plus(slack)).orElse(Instant.MAX);
  }

  /** For a sentence: {@code from 2026-11-19T03:00:00Z to the end}. */
  @Override
  public String toString() {
    return "from "
        + from.map(time -> begin().toString()).orElse("the beginning")
        + " to "
        + to.map(time -> end().toString()).orElse("the end");
  }
}
