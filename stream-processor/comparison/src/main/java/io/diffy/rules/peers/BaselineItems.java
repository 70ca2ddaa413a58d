package io.diffy.rules.peers;

import io.diffy.schemas.Cohort;
import java.time.Instant;

/**
 * A functional baseline as the rules see it: what a clean instance of a cohort answers.
 *
 * @param cohort for which image, launch version and type it holds; all parts empty means all
 * @param version of the baseline
 * @param takenAt when it was taken
 * @param items sorted fingerprints, each once: the union over its clean instances
 */
public record BaselineItems(Cohort cohort, int version, Instant takenAt, long[] items) {

  public boolean holdsFor(Cohort other) {
    return part(cohort.ami(), other.ami())
        && part(cohort.launchVersion(), other.launchVersion())
        && part(cohort.instanceType(), other.instanceType());
  }

  private static boolean part(String mine, String others) {
    return mine.isEmpty() || mine.equals(others);
  }
}
