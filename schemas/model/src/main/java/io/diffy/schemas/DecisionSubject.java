package io.diffy.schemas;

import java.util.List;
import java.util.Locale;

/**
 * What a decision is about, or a piece of work that somebody had a console do.
 *
 * @param group whose
 * @param query whose answers it concerns; empty when unknown
 * @param cohort for which image, launch version and type; all parts empty means all
 * @param version of a baseline; 0 of what has none
 * @param id of an exception or of work; empty for a baseline
 * @param scope how far an exception reaches; empty for what is none
 */
public record DecisionSubject(
    DecisionKind kind,
    GroupKey group,
    String query,
    Cohort cohort,
    int version,
    String id,
    String scope) {

  private static final String EVERYWHERE =
      ExceptionRule.Scope.EVERYWHERE.name().toLowerCase(Locale.ROOT);

  /** Kinds of decisions and of work. */
  public enum DecisionKind {
    BASELINE,
    EXCEPTION,
    /** A group is asked and judged. */
    ANALYSIS,
    /** A window is judged again. */
    REPLAY;

    /** Whether it changes nothing, and no record brings it. */
    public boolean isWork() {
      return this == ANALYSIS || this == REPLAY;
    }
  }

  /** Where only one decision is in force at a time: versions of one baseline share it. */
  public List<String> place() {
    if (kind == DecisionKind.BASELINE) {
      return List.of(
          group.toString(), query, cohort.ami(), cohort.launchVersion(), cohort.instanceType());
    }
    return List.of(holdsEverywhere() ? "" : group.toString(), id);
  }

  /** Whether it holds in all groups. */
  public boolean holdsEverywhere() {
    return scope.equals(EVERYWHERE);
  }
}
