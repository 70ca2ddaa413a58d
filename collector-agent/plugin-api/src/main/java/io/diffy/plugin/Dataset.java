package io.diffy.plugin;

import java.util.Locale;

/** What lies on a public topic. */
public enum Dataset {
  /** Events in the lives of findings: OCSF Detection Findings. */
  FINDINGS,
  /** Answers of instances. */
  OBSERVATIONS,
  /** Answers of known clean instances. */
  BASELINES,
  /** What persons accepted. */
  EXCEPTIONS,
  /** Announcements of rounds, and ticks that close windows. */
  CONTROL,
  /** How groups and queries stood. */
  EVALUATIONS,
  /** What became of baselines and exceptions. */
  AUDIT;

  /**
   * Whether a processor reads it. Then the time the broker took a record at has a say in what is
   * found.
   */
  public boolean isJudged() {
    return switch (this) {
      case OBSERVATIONS, BASELINES, EXCEPTIONS, CONTROL -> true;
      case FINDINGS, EVALUATIONS, AUDIT -> false;
    };
  }

  /** As people write it, and as the topic's name ends. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
