package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes results of instances that ended: reads what they printed, or asks why they failed. */
final class OutputReader {
  /** S3 is consistent, but the state of an instance may come before its object. */
  private static final Duration LATE = Duration.ofSeconds(2);

  private final RunContext session;
  private final SsmRun run;
  private final RunResults results;
  private final FailureReasons failures;
  private final InlineOutput inline;
  private final OutputParser answers;

  OutputReader(RunContext session, SsmRun run, RunResults results) {
    this.session = session;
    this.run = run;
    this.results = results;
    this.failures = new FailureReasons(session, results);
    this.inline = new InlineOutput(session);
    this.answers = new OutputParser(session);
  }

  /** Settles every instance of the command that ended and has no result yet. */
  void read(SentCommand command) {
    List<String> successes = new ArrayList<>();
    for (String id : command.ended()) {
      InstanceOutcome outcome = command.state(id).outcome().orElseThrow();
      if (outcome == InstanceOutcome.SUCCESS) {
        successes.add(id);
      } else {
        failures.settle(command, id, outcome);
      }
    }
    if (!successes.isEmpty()) {
      read(command, successes);
    }
  }

  private void read(SentCommand command, List<String> ids) {
    Listing listing = run.output().isInline() ? Listing.NONE : listing(command, ids);
    for (String id : ids) {
      results.add(result(command, id, listing));
      command.settle(id);
    }
  }

  /**
   * The keys of a command.
   *
   * @param trouble why they are not known; empty when they are
   */
  private record Listing(List<String> keys, String trouble) {
    static final Listing NONE = new Listing(List.of(), "");
  }

  private Listing listing(SentCommand command, List<String> ids) {
    String folder = run.output().folder(command.batch().commandId());
    try {
      OutputBucket bucket = session.bucket().get();
      List<String> keys = bucket.keys(folder);
      if (ids.stream().allMatch(id -> key(command, id, keys).isPresent())) {
        return new Listing(keys, "");
      }
      session.sleep(LATE);
      return new Listing(bucket.keys(folder), "");
    } catch (SdkException e) {
      String text = SsmFailure.of(e).text();
      session.note("bucket " + run.output().bucket() + " can't be listed: " + text);
      return new Listing(List.of(), text);
    }
  }

  private Optional<String> key(SentCommand command, String id, List<String> keys) {
    return run.output().stdout(command.batch().commandId(), id, keys);
  }

  private InstanceResult result(SentCommand command, String id, Listing listing) {
    OutputParser.Asked asked = new OutputParser.Asked(results.target(id), command.batch().at());
    if (!listing.trouble().isEmpty()) {
      return answers.missing(asked, "its output could not be looked for: " + listing.trouble());
    }
    Optional<String> key = key(command, id, listing.keys());
    if (key.isEmpty()) {
      return answers.of(asked, inline.get(command.batch(), id, run.output()));
    }
    try {
      return answers.of(
          asked, session.bucket().get().get(key.get(), session.settings().maxOutput()));
    } catch (SdkException e) {
      return answers.missing(asked, "its output could not be read: " + SsmFailure.of(e).text());
    }
  }
}
