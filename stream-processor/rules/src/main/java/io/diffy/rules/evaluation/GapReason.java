package io.diffy.rules.evaluation;

import java.util.Locale;

/**
 * Why an instance was not compared, or only with a remark; each is a coverage finding of its own.
 */
public enum GapReason {
  ERROR,
  TRUNCATED,
  STALE,
  SILENT,
  NO_ANSWER,
  IMPLAUSIBLE,
  /** The answer counts, but what a host does while it starts is not reported. */
  NEWBORN,
  /** The answer counts, read as the peers' agents would have written it. */
  OTHER_VERSION,
  /** The answer counts, but the host's clock was not trusted. */
  CLOCK;

  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What becomes of the instances that have it, by its {@link #word}. */
  public static String become(String word) {
    return word.equals(CLOCK.word())
        ? "are judged by the broker's time"
        : word.equals(OTHER_VERSION.word()) ? "answer otherwise than most" : "can't be judged";
  }

  /** Whether the instance answered inside the window. */
  boolean answered() {
    return this != SILENT && this != NO_ANSWER;
  }

  /** Whether the instance was not compared for it. */
  public boolean absent() {
    return this != CLOCK && this != NEWBORN && this != OTHER_VERSION;
  }
}
