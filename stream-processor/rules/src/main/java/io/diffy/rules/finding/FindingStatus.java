package io.diffy.rules.finding;

import io.diffy.schemas.Finding.Activity;
import java.util.Optional;

/**
 * Where a finding stands between evaluations, and which event may follow: the transition table of
 * all findings.
 */
enum FindingStatus {
  UNKNOWN(Activity.CREATE, true, false),
  /** Only what a person would act on is news; what concerns nobody any more closes it. */
  OPEN(Activity.UPDATE, false, true),
  /** It comes back as the same story. */
  CLOSED(Activity.UPDATE, true, false);

  /** The event when it concerns somebody now. */
  final Activity whenConcerned;

  /** Whether it is news by itself that it concerns somebody. */
  final boolean isNews;

  /** Whether it closes when it concerns nobody any more. */
  final boolean closes;

  FindingStatus(Activity whenConcerned, boolean isNews, boolean closes) {
    this.whenConcerned = whenConcerned;
    this.isNews = isNews;
    this.closes = closes;
  }

  static FindingStatus of(Optional<FindingState> state) {
    return state.map(known -> known.open() ? OPEN : CLOSED).orElse(UNKNOWN);
  }
}
