package io.diffy.aws.ssm;

import io.diffy.plugin.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The instances of one SendCommand, and how far it is.
 *
 * @param number within the run, from 1; stands in the command's comment
 * @param place where it is sent
 * @param ids at most {@link Ids#MOST}
 * @param state how far it is
 * @param at since when it is in this state, by the collector's clock
 * @param commandId of the command; empty unless it is sent
 * @param refusal what became of its instances when it is refused
 * @param reason of the refusal; empty otherwise
 */
record Batch(
    int number,
    Place place,
    List<String> ids,
    State state,
    Instant at,
    String commandId,
    Optional<Outcome> refusal,
    String reason) {

  Batch {
    ids = List.copyOf(ids);
  }

  enum State {
    /** To be sent. */
    PLANNED,
    /** Is being sent. Found so after a crash, it may have been sent: look before sending. */
    TRIED,
    /** The command id is known. */
    SENT,
    /** Not taken as it was; other batches hold its instances. */
    SPLIT,
    /** Not taken, for good. */
    REFUSED
  }

  static Batch planned(int number, Place place, List<String> ids, Instant at) {
    return new Batch(number, place, ids, State.PLANNED, at, "", Optional.empty(), "");
  }

  Batch tried(Instant now) {
    return new Batch(number, place, ids, State.TRIED, now, "", Optional.empty(), "");
  }

  Batch sent(String id, Instant now) {
    return new Batch(number, place, ids, State.SENT, now, id, Optional.empty(), "");
  }

  Batch split(Instant now) {
    return new Batch(number, place, ids, State.SPLIT, now, "", Optional.empty(), "");
  }

  Batch refused(Outcome outcome, String why, Instant now) {
    return new Batch(number, place, ids, State.REFUSED, now, "", Optional.of(outcome), why);
  }

  boolean isOpen() {
    return state == State.PLANNED || state == State.TRIED;
  }
}
