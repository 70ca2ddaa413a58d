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
  /** How groups and queries stood. */
  EVALUATIONS;

  /** As people write it, and as the topic's name ends. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
