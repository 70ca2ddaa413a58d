package io.diffy.schemas;

/**
 * What a decision is about.
 *
 * @param kind of decision
 * @param group whose
 * @param query whose answers it concerns; empty when unknown
 * @param cohort for which image, launch version and type; all parts empty means all
 * @param version of a baseline; 0 for an exception
 * @param id of an exception; empty for a baseline
 * @param scope how far an exception reaches; empty for a baseline
 */
public record DecisionSubject(
    Kind kind, GroupKey group, String query, Cohort cohort, int version, String id, String scope) {

  /** Kinds of decisions. */
  public enum Kind {
    BASELINE,
    EXCEPTION
  }
}
