package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.RetryBackoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.model.DocumentHashType;
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

  private final RunContext context;
  private final RunJournal journal;
  private final RetryBackoff backoff;
  private final Map<AccountRegion, SsmFailure> closed = new TreeMap<>();
  private final Map<Integer, Unsent> unsent = new TreeMap<>();
  private final Set<Integer> perhaps = new TreeSet<>();
  private final DeniedPlaces denied;

  /**
   * Why a batch is still open.
   *
   * @param perhaps whether it may have been sent all the same
   */
  record Unsent(SsmFailure failure, boolean perhaps) {
    InstanceOutcome outcome() {
      return perhaps ? InstanceOutcome.DEADLINE : failure.outcome();
    }

    String told(String what) {
      return perhaps
          ? what + " may have been sent, but no answer came: " + failure.advice()
          : what + " was not sent: " + failure.advice();
    }
  }

  CommandSender(RunContext context, RunJournal journal) {
    this.context = context;
    this.journal = journal;
    this.backoff = context.backoff();
    this.denied = new DeniedPlaces(context, journal);
  }

  /** Sends what is open, until all is sent or the run is stopped. */
  void send() {
    while (!context.isStopped()) {
      Optional<CommandBatch> next =
          journal.run().batches().stream()
              .filter(CommandBatch::isOpen)
              .filter(batch -> !unsent.containsKey(batch.number()))
              .min(denied.order());
      if (next.isEmpty()) {
        return;
      }
      if (!denied.decides(next.get())) {
        send(next.get());
      }
    }
  }

  /** Why batches are still open, by number. */
  Map<Integer, Unsent> unsent() {
    return unsent;
  }

  private void send(CommandBatch batch) {
    if (batch.state() == CommandBatch.State.TRIED) {
      perhaps.add(batch.number());
    }
    if (closed.containsKey(batch.place())) {
      unsent.put(batch.number(), unsent(batch, closed.get(batch.place())));
      return;
    }
    try {
      SsmCalls ssm = context.ssm().apply(batch.place());
      if (perhaps.contains(batch.number()) && isFound(batch, ssm)) {
        return;
      }
      send(batch, ssm);
    } catch (SdkException e) {
      giveUp(batch, SsmFailure.of(e));
    }
  }

  private void send(CommandBatch batch, SsmCalls ssm) {
    for (int tried = 1; !context.isStopped(); tried++) {
      CommandBatch trying = batch.tried(context.now());
      journal.put(trying);
      try {
        journal.put(trying.sent(ssm.send(request(trying)), context.now()));
        return;
      } catch (SdkException e) {
        SsmFailure failure = SsmFailure.of(e);
        boolean unclear = failure.kind() == SsmFailure.Kind.UNCLEAR;
        if (unclear && perhaps.add(batch.number())) {
          context.note(
              "no answer came to a command for %d instances (%s); it is looked for before it is sent again"
                  .formatted(batch.ids().size(), failure.text()));
        }
        if (unclear && isFound(trying, ssm)) {
          return;
        }
        List<String> named = InstanceIds.namedIn(failure.text(), batch.ids());
        if (failure.kind() == SsmFailure.Kind.INSTANCE
            || (failure.isDenied() && !named.isEmpty())) {
          divide(trying, failure, named);
          return;
        }
        if (!failure.passes() || tried >= (unclear ? UNCLEAR_TRIES : TRIES)) {
          giveUp(trying, failure);
          return;
        }
        context.sleep(backoff.after(tried));
      }
    }
  }

  private SendCommandRequest request(CommandBatch batch) {
    SsmSettings settings = context.settings();
    OutputLocation output = journal.run().output();
    String script = context.order().payload().script();
    SendCommandRequest.Builder request =
        SendCommandRequest.builder()
            .documentName(settings.document().name())
            .instanceIds(batch.ids())
            .comment(
                CommandComment.of(journal.run().id(), batch.number(), context.order().incidentId()))
            .timeoutSeconds(Math.toIntExact(settings.delivery().toSeconds()))
            .maxConcurrency(String.valueOf(settings.concurrency()))
            // The default, 0, ends the whole command at the first instance that fails.
            .maxErrors("100%")
            .parameters(
                Map.of(
                    "commands", List.of(script.split("\n", -1)),
                    "executionTimeout",
                        List.of(String.valueOf(context.order().patience().toSeconds()))));
    if (!settings.document().version().isEmpty()) {
      request.documentVersion(settings.document().version());
    }
    if (!settings.document().hash().isEmpty()) {
      request.documentHash(settings.document().hash()).documentHashType(DocumentHashType.SHA256);
    }
    if (!output.isInline()) {
      request.outputS3BucketName(output.bucket()).outputS3KeyPrefix(output.prefix());
    }
    return request.build();
  }

  /** One instance makes the whole call fail. AWS may name it; if not, halves find it. */
  private void divide(CommandBatch batch, SsmFailure failure, List<String> named) {
    String why = "SSM does not take it: " + failure.text() + denied.hint(failure);
    if (batch.ids().size() == 1) {
      journal.put(batch.refused(failure.outcome(), why, context.now()));
    } else if (!named.isEmpty() && named.size() < batch.ids().size()) {
      journal.takeOut(batch, named, failure.outcome(), why, context.now());
    } else {
      journal.split(batch, InstanceIds.halves(batch.ids()), context.now());
    }
  }

  /**
   * Not for good: with the same run id it is tried again. The batch stays as it is on the disk, so
   * that what may have been sent is looked for then.
   */
  private void giveUp(CommandBatch batch, SsmFailure failure) {
    Unsent one = unsent(batch, failure);
    context.note(one.told("a command for %d instances".formatted(batch.ids().size())));
    unsent.put(batch.number(), one);
    if (!failure.passes()) {
      closed.put(batch.place(), failure);
    }
  }

  private Unsent unsent(CommandBatch batch, SsmFailure failure) {
    return new Unsent(failure, perhaps.contains(batch.number()));
  }

  /** Looks for a command of this batch until it would have been listed. */
  private boolean isFound(CommandBatch batch, SsmCalls ssm) {
    Instant from = journal.run().begun().minus(SKEW);
    for (int looked = 1; ; looked++) {
      String id = ssm.commands(journal.run().id(), from).get(batch.number());
      if (id != null) {
        journal.put(batch.sent(id, batch.at()));
        return true;
      }
      boolean over = !context.now().isBefore(batch.at().plus(VISIBLE));
      if (over || looked == LOOKS || context.isStopped()) {
        return false;
      }
      context.sleep(Duration.ofSeconds(looked + 1L));
    }
  }
}
