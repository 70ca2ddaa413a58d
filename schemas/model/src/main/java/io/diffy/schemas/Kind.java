package io.diffy.schemas;

import java.util.Locale;

/** What a finding says. */
public enum Kind {
  /** The instance has what peers or baseline lack. */
  UNEXPECTED,
  /** The instance lacks, in a whole answer, what peers or baseline have. */
  MISSING,
  /** Same identity, other attributes. */
  CHANGED,
  /**
   * A difference along image, launch version or instance type, or of the group from its baseline.
   */
  DRIFT,
  /** The instance did not answer in a way that can be judged. */
  COVERAGE;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is about rows that deviate; gaps in coverage and drift are for the record. */
  public boolean isDeviation() {
    return this != DRIFT && this != COVERAGE;
  }
}
