package io.diffy.rules.finding;

import io.diffy.schemas.Finding.Activity;
import java.util.Optional;

/**
 * Where a finding stands between evaluations, and which event may follow: the transition table of
 * all findings.
 */
enum FindingStatus {
  UNKNOWN(Activity.CREATE, false),
  /** An event only if a person would act on what is new; else a quiet note. */
  OPEN(Activity.UPDATE, true),
  /** It comes back as the same story. */
  CLOSED(Activity.UPDATE, false);

  private final Activity whenConcerned;
  private final boolean closes;

  FindingStatus(Activity whenConcerned, boolean closes) {
    this.whenConcerned = whenConcerned;
    this.closes = closes;
  }

  static FindingStatus of(Optional<FindingState> state) {
    return state.map(known -> known.open() ? OPEN : CLOSED).orElse(UNKNOWN);
  }

  /** The event when it concerns somebody now. */
  Activity whenConcerned() {
    return whenConcerned;
  }

  /** Whether it is an event that it concerns the same instances still. */
  boolean isNews() {
    return this != OPEN;
  }

  /** Whether it is closed when it concerns nobody any more. */
  boolean closes() {
    return closes;
  }
}
