package io.diffy.schemas.pack;

import java.util.Locale;

/** What the tables behind a query are like, as far as it matters to the rules. */
public enum TableTrait {
  /**
   * A running host has rows in it, whatever an intruder stops: an answer without most of them was
   * cut.
   */
  NEVER_EMPTY,
  /** Its rows are packages or files, which upgrades change. */
  SOFTWARE,
  /** It shows a moment: that a row is not there proves nothing. */
  MOMENTARY,
  /** Its rows say which programs listen on which ports. */
  LISTENING,
  /**
   * A row stays until somebody takes it away: no load adds one and takes it away again, so rows
   * that nobody else has on several hosts are as many decisions, and no noise.
   */
  LASTING,
  /**
   * Its rows are decisions: no load, no timer and no hardware adds one, so that sharing one is no
   * habit.
   */
  DELIBERATE,
  /**
   * A healthy host has no row of its own in it: where many hosts have one each, that is no noise.
   */
  SPARSE;

  /** As packs write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether one such table behind a query is enough; rows come from the first. */
  boolean ofAnyTable() {
    return this == DELIBERATE || this == SPARSE;
  }
}
