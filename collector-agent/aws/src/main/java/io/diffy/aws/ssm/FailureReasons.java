package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/** Says why instances that ended otherwise than well did. */
final class FailureReasons {
  private final RunContext session;
  private final RunResults results;
  private final Backoff backoff;
  private int asked;

  FailureReasons(RunContext session, RunResults results) {
    this.session = session;
    this.results = results;
    this.backoff = new Backoff(session.order().runId());
  }

  void settle(SentCommand command, String id, InstanceOutcome outcome) {
    InvocationStatus state = command.state(id);
    String reason =
        switch (outcome) {
          case FAILED -> failed(command, id);
          case EXECUTION_TIMED_OUT ->
              "it ran longer than " + session.order().patience().toSeconds() + " s";
          case DELIVERY_TIMED_OUT ->
              "it did not take the command within "
                  + session.settings().delivery().toSeconds()
                  + " s";
          case UNDELIVERABLE -> "SSM could not bring the command to it";
          case TERMINATED -> "SSM ended the command before it ran here";
          case ACCESS_DENIED -> "no policy allows to send it this command";
          case CANCELLED -> "the command was cancelled";
          default -> "it ended";
        };
    Duration took = Duration.between(command.batch().at(), session.now());
    results.without(id, outcome, reason + " (" + state + ")", took);
    command.settle(id);
  }

  private String failed(SentCommand command, String id) {
    if (asked == session.settings().failureDetails()) {
      return "exit code not asked for, " + asked + " failures were (plugin.ssm.failure-details)";
    }
    asked++;
    try {
      SsmCalls.Kept kept = InlineOutput.kept(session, backoff, command.batch(), id);
      String errors = MaskedText.of(kept.errors());
      return "exit code " + kept.exitCode() + (errors.isEmpty() ? "" : ": " + errors);
    } catch (SdkException e) {
      return "exit code not known: " + SsmFailure.of(e).text();
    }
  }
}
