package io.diffy.processor.judge;

import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.Locale;

/**
 * An instance that can't be judged, or whose answer needs a remark.
 *
 * @param instance who
 * @param problem what is wrong
 * @param detail in words; may hold text from the host
 * @param since event time of the answer that shows it, or of the last answer there was
 */
public record Absentee(Instance instance, Problem problem, String detail, Instant since) {

  /** The kinds of gaps; each is a coverage finding of its own. */
  public enum Problem {
    ERROR,
    TRUNCATED,
    STALE,
    SILENT,
    NO_ANSWER,
    IMPLAUSIBLE,
    /** The answer counts, but the host's clock was not believed. */
    CLOCK;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
