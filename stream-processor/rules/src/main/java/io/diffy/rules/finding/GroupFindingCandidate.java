package io.diffy.rules.finding;

import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import java.time.Instant;
import java.util.List;

/**
 * What concerns a group as a whole, over all its queries.
 *
 * @param kind what it is about; a group has at most one of each
 * @param query the one that shows most; or of all alike
 * @param instances sorted by id
 * @param prevalence of how many, and of which cohorts
 * @param since the earliest answer that shows it
 * @param rows what a person sees of it
 * @param reason in one sentence
 */
record GroupFindingCandidate(
    Kind kind,
    String query,
    List<Instance> instances,
    Prevalence prevalence,
    Instant since,
    EvidenceRows rows,
    String reason) {

  static final String NOT_COMPARABLE = "not comparable";

  /** Names such a finding in its uid. */
  static String name(Kind kind) {
    return kind == Kind.DRIFT ? "drift of the group" : NOT_COMPARABLE;
  }
}
