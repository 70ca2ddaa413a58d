package io.diffy.schemas;

import java.util.List;
import java.util.Locale;

/**
 * What a decision is about.
 *
 * @param group whose
 * @param query whose answers it concerns; empty when unknown
 * @param cohort for which image, launch version and type; all parts empty means all
 * @param version of a baseline; 0 for an exception
 * @param id of an exception; empty for a baseline
 * @param scope how far an exception reaches; empty for a baseline
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

  /** Kinds of decisions. */
  public enum DecisionKind {
    BASELINE,
    EXCEPTION
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
