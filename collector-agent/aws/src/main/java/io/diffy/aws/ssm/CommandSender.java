package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/**
 * Sends the batches of a run, each once. SendCommand is not idempotent, so a batch is on the disk
 * as tried before it is sent and as sent right after; one that is found as tried, or whose send got
 * no answer, is looked for among SSM's commands before it is sent again.
 */
final class CommandSender {
  private static final int TRIES = 8;

  /** Fewer where a try may have been done: each one more could be one too many. */
  private static final int UNCLEAR_TRIES = 3;

  /** A command may take this long to be listed. */
  private static final Duration VISIBLE = Duration.ofSeconds(30);

  /** Looks that take longer than that, one second more between them each time. */
  private static final int LOOKS = 8;

  /** The collector's clock and AWS's may differ by so much. */
  private static final Duration SKEW = Duration.ofMinutes(15);

  private final RunContext session;
  private final RunLog log;
  private final Backoff backoff;
  private final Map<AccountRegion, SsmFailure> closed = new TreeMap<>();
  private final Map<Integer, SsmFailure> unsent = new TreeMap<>();

  CommandSender(RunContext session, RunLog log) {
    this.session = session;
    this.log = log;
    this.backoff = new Backoff(log.run().id());
  }

  /** Sends what is open, until all is sent or the run is stopped. */
  void send() {
    while (!session.isStopped()) {
      Optional<CommandBatch> next =
          log.run().batches().stream()
              .filter(CommandBatch::isOpen)
              .filter(batch -> !unsent.containsKey(batch.number()))
              .findFirst();
      if (next.isEmpty()) {
        return;
      }
      send(next.get());
    }
  }

  /** Why batches that are still open were not sent, by number. */
  Map<Integer, SsmFailure> unsent() {
    return unsent;
  }

  private void send(CommandBatch batch) {
    if (closed.containsKey(batch.place())) {
      unsent.put(batch.number(), closed.get(batch.place()));
      return;
    }
    try {
      SsmCalls ssm = session.ssm().apply(batch.place());
      boolean mayBeSent = batch.state() == CommandBatch.State.TRIED;
      if (mayBeSent && isFound(batch, ssm)) {
        return;
      }
      send(batch, ssm);
    } catch (SdkException e) {
      giveUp(batch, SsmFailure.of(e));
    }
  }

  private void send(CommandBatch batch, SsmCalls ssm) {
    for (int tried = 1; !session.isStopped(); tried++) {
      CommandBatch trying = batch.tried(session.now());
      log.put(trying);
      try {
        log.put(trying.sent(ssm.send(request(trying)), session.now()));
        return;
      } catch (SdkException e) {
        SsmFailure trouble = SsmFailure.of(e);
        if (trouble.kind() == SsmFailure.Kind.UNCLEAR && isFound(trying, ssm)) {
          return;
        }
        List<String> named = InstanceIds.namedIn(trouble.text(), batch.ids());
        if (trouble.kind() == SsmFailure.Kind.INSTANCE
            || (trouble.isDenied() && !named.isEmpty())) {
          divide(trying, trouble, named);
          return;
        }
        boolean unclear = trouble.kind() == SsmFailure.Kind.UNCLEAR;
        if (!trouble.passes() || tried >= (unclear ? UNCLEAR_TRIES : TRIES)) {
          giveUp(trying, trouble);
          return;
        }
        session.sleep(backoff.after(tried));
      }
    }
  }

  private SendCommandRequest request(CommandBatch batch) {
    return SendRequests.send(
        batch,
        CommandComment.of(log.run().id(), batch.number(), session.order().incidentId()),
        session.order().payload().script(),
        session.order().patience(),
        log.run().output(),
        session.settings());
  }

  /** One instance makes the whole call fail. AWS may name it; if not, halves find it. */
  private void divide(CommandBatch batch, SsmFailure trouble, List<String> named) {
    InstanceOutcome outcome =
        trouble.isDenied() ? InstanceOutcome.ACCESS_DENIED : InstanceOutcome.UNDELIVERABLE;
    String why = "SSM does not take it: " + trouble.text();
    if (batch.ids().size() == 1) {
      log.put(batch.refused(outcome, why, session.now()));
    } else if (!named.isEmpty() && named.size() < batch.ids().size()) {
      log.takeOut(batch, named, outcome, why, session.now());
    } else {
      log.split(batch, InstanceIds.halves(batch.ids()), session.now());
    }
  }

  /**
   * Not for good: with the same run id it is tried again. The batch stays as it is on the disk, so
   * that what may have been sent is looked for then.
   */
  private void giveUp(CommandBatch batch, SsmFailure trouble) {
    session.note(
        "a command for " + batch.ids().size() + " instances was not sent: " + trouble.advice());
    unsent.put(batch.number(), trouble);
    if (!trouble.passes()) {
      closed.put(batch.place(), trouble);
    }
  }

  /** Looks for a command of this batch until it would have been listed. */
  private boolean isFound(CommandBatch batch, SsmCalls ssm) {
    Instant from = log.run().begun().minus(SKEW);
    for (int looked = 1; ; looked++) {
      String id = ssm.commands(log.run().id(), from).get(batch.number());
      if (id != null) {
        log.put(batch.sent(id, batch.at()));
        return true;
      }
      boolean over = !session.now().isBefore(batch.at().plus(VISIBLE));
      if (over || looked == LOOKS || session.isStopped()) {
        return false;
      }
      session.sleep(Duration.ofSeconds(looked + 1L));
    }
  }
}
