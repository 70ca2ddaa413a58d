package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes results of instances that ended: reads what they printed, or asks why they failed. */
final class OutputReader {
  /** S3 is consistent, but the state of an instance may come before its object. */
  private static final Duration LATE = Duration.ofSeconds(2);

  private final Session session;
  private final Run run;
  private final Results results;
  private final Failures failures;
  private final Inline inline;
  private final Answers answers;

  OutputReader(Session session, Run run, Results results) {
    this.session = session;
    this.run = run;
    this.results = results;
    this.failures = new Failures(session, results);
    this.inline = new Inline(session);
    this.answers = new Answers(session);
  }

  /** Settles every instance of the command that ended and has no result yet. */
  void read(Command command) {
    List<String> successes = new ArrayList<>();
    for (String id : command.ended()) {
      Outcome outcome = command.state(id).outcome().orElseThrow();
      if (outcome == Outcome.SUCCESS) {
        successes.add(id);
      } else {
        failures.settle(command, id, outcome);
      }
    }
    if (!successes.isEmpty()) {
      read(command, successes);
    }
  }

  private void read(Command command, List<String> ids) {
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

  private Listing listing(Command command, List<String> ids) {
    String folder = run.output().folder(command.batch().commandId());
    try {
      Bucket bucket = session.bucket().get();
      List<String> keys = bucket.keys(folder);
      if (ids.stream().allMatch(id -> key(command, id, keys).isPresent())) {
        return new Listing(keys, "");
      }
      session.sleep(LATE);
      return new Listing(bucket.keys(folder), "");
    } catch (SdkException e) {
      String text = Trouble.of(e).text();
      session.note("bucket " + run.output().bucket() + " can't be listed: " + text);
      return new Listing(List.of(), text);
    }
  }

  private Optional<String> key(Command command, String id, List<String> keys) {
    return run.output().stdout(command.batch().commandId(), id, keys);
  }

  private InstanceResult result(Command command, String id, Listing listing) {
    Answers.Asked asked = new Answers.Asked(results.target(id), command.batch().at());
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
      return answers.missing(asked, "its output could not be read: " + Trouble.of(e).text());
    }
  }
}
