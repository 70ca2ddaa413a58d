package io.diffy.rules.peers;

import io.diffy.schemas.Cohort;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A functional baseline as the rules see it: what clean instances of a cohort answer.
 *
 * @param cohort for which image, launch version and type it holds; all parts empty means all
 * @param version of the baseline
 * @param takenAt when it was taken
 * @param answers for each clean instance the fingerprints of its items, sorted, each once
 */
public record BaselineItems(Cohort cohort, int version, Instant takenAt, List<long[]> answers) {

  /** The same with the items of each answer as they are compared. */
  public BaselineItems with(UnaryOperator<long[]> compared) {
    return new BaselineItems(cohort, version, takenAt, answers.stream().map(compared).toList());
  }

  public boolean holdsFor(Cohort other) {
    return part(cohort.ami(), other.ami())
        && part(cohort.launchVersion(), other.launchVersion())
        && part(cohort.instanceType(), other.instanceType());
  }

  private static boolean part(String mine, String others) {
    return mine.isEmpty() || mine.equals(others);
  }
}
