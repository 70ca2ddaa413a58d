package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The instances of one SendCommand, and how far it is.
 *
 * @param number within the run, from 1; stands in the command's comment
 * @param place where it is sent
 * @param ids at most {@link InstanceIds#MOST}
 * @param state how far it is
 * @param at since when it is in this state, by the collector's clock
 * @param commandId of the command; empty unless it is sent
 * @param refusal what became of its instances when it is refused
 * @param reason of the refusal; empty otherwise
 */
record CommandBatch(
    int number,
    AccountRegion place,
    List<String> ids,
    State state,
    Instant at,
    String commandId,
    Optional<InstanceOutcome> refusal,
    String reason) {

  CommandBatch {
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

  static CommandBatch planned(int number, AccountRegion place, List<String> ids, Instant at) {
    return new CommandBatch(number, place, ids, State.PLANNED, at, "", Optional.empty(), "");
  }

  CommandBatch tried(Instant now) {
    return new CommandBatch(number, place, ids, State.TRIED, now, "", Optional.empty(), "");
  }

  CommandBatch sent(String id, Instant now) {
    return new CommandBatch(number, place, ids, State.SENT, now, id, Optional.empty(), "");
  }

  CommandBatch split(Instant now) {
    return new CommandBatch(number, place, ids, State.SPLIT, now, "", Optional.empty(), "");
  }

  CommandBatch refused(InstanceOutcome outcome, String why, Instant now) {
    return new CommandBatch(number, place, ids, State.REFUSED, now, "", Optional.of(outcome), why);
  }

  boolean isOpen() {
    return state == State.PLANNED || state == State.TRIED;
  }
}
