package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes results of instances that ended: reads what they printed, or asks why they failed. */
final class OutputReader {
  /** S3 is consistent, but the state of an instance may come before its object. */
  private static final Duration LATE = Duration.ofSeconds(2);

  /** Most of the time of an object is waiting for S3, and each may be large. */
  private static final int SIDE_BY_SIDE = 8;

  private final RunContext context;
  private final SsmRun run;
  private final RunResults results;
  private final OutputParser parser;
  private final InlineOutput inline;

  OutputReader(RunContext context, SsmRun run, RunResults results) {
    this.context = context;
    this.run = run;
    this.results = results;
    this.parser = new OutputParser(context);
    this.inline = new InlineOutput(context, parser);
  }

  /** Settles every instance of the command that ended and has no result yet. */
  void read(SentCommand command) {
    List<String> successes = new ArrayList<>();
    for (String id : command.ended()) {
      InstanceOutcome outcome = command.state(id).outcome().orElseThrow();
      if (outcome == InstanceOutcome.SUCCESS) {
        successes.add(id);
      } else {
        fail(command, id, outcome);
      }
    }
    if (!successes.isEmpty()) {
      read(command, successes);
    }
  }

  private void fail(SentCommand command, String id, InstanceOutcome outcome) {
    String reason =
        switch (outcome) {
          case FAILED -> inline.failure(command.batch(), id);
          case EXECUTION_TIMED_OUT ->
              "it ran longer than %d s".formatted(context.order().patience().toSeconds());
          case DELIVERY_TIMED_OUT ->
              "it did not take the command within %d s"
                  .formatted(context.settings().delivery().toSeconds());
          case UNDELIVERABLE -> "SSM could not bring the command to it";
          case TERMINATED -> "SSM ended the command before it ran here";
          case ACCESS_DENIED -> "no policy allows to send it this command";
          case CANCELLED -> "the command was cancelled";
          default -> "it ended";
        };
    Duration took = Duration.between(command.batch().at(), context.now());
    results.without(id, outcome, "%s (%s)".formatted(reason, command.state(id)), took);
    command.settle(id);
  }

  /** Objects are brought side by side, a few ahead, and read one after the other. */
  private void read(SentCommand command, List<String> ids) {
    Listing listing = run.output().isInline() ? Listing.NONE : listing(command, ids);
    ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE, OutputReader::thread);
    try {
      Deque<Future<byte[]>> ahead = new ArrayDeque<>();
      Iterator<String> next = ids.iterator();
      for (String id : ids) {
        while (next.hasNext() && ahead.size() < SIDE_BY_SIDE) {
          ahead.add(threads.submit(bringing(key(command, next.next(), listing.keys()))));
        }
        results.add(result(command, id, listing, ahead.remove()));
        command.settle(id);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ssm-output");
    thread.setDaemon(true);
    return thread;
  }

  private Callable<byte[]> bringing(Optional<String> key) {
    if (key.isEmpty()) {
      return () -> new byte[0];
    }
    OutputBucket bucket = context.bucket().get();
    return () -> bucket.get(key.get(), context.settings().maxOutput());
  }

  /**
   * The keys of a command.
   *
   * @param failure why they are not known; empty when they are
   */
  private record Listing(Set<String> keys, String failure) {
    static final Listing NONE = new Listing(Set.of(), "");
  }

  private Listing listing(SentCommand command, List<String> ids) {
    String folder = run.output().folder(command.batch().commandId());
    Set<String> keys = new TreeSet<>();
    try {
      OutputBucket bucket = context.bucket().get();
      bucket.keys(folder, keys);
      if (!ids.stream().allMatch(id -> key(command, id, keys).isPresent())) {
        context.sleep(LATE);
        bucket.keys(folder, keys);
      }
      return new Listing(keys, "");
    } catch (SdkException e) {
      String text = SsmFailure.of(e).text();
      context.note("bucket " + run.output().bucket() + " can't be listed: " + text);
      return new Listing(keys, text);
    }
  }

  private Optional<String> key(SentCommand command, String id, Set<String> keys) {
    return run.output().stdout(command.batch().commandId(), id, keys);
  }

  private InstanceResult result(
      SentCommand command, String id, Listing listing, Future<byte[]> object) {
    OutputParser.Asked asked = new OutputParser.Asked(results.target(id), command.batch().at());
    Optional<String> key = key(command, id, listing.keys());
    if (key.isEmpty() && !listing.failure().isEmpty()) {
      return parser.missing(asked, "its output could not be looked for: " + listing.failure());
    }
    if (key.isEmpty()) {
      return inline.result(asked, command.batch(), run.output());
    }
    try {
      byte[] output = object.get();
      Optional<String> foreign = inline.foreign(asked, command.batch(), output);
      return foreign.isPresent()
          ? parser.without(asked, InstanceOutcome.OUTPUT_INVALID, foreign.get(), output.length)
          : parser.of(asked, output);
    } catch (ExecutionException e) {
      String why =
          e.getCause() instanceof SdkException failure
              ? SsmFailure.of(failure).text()
              : MaskedText.of(String.valueOf(e.getCause()));
      return parser.missing(asked, "its output could not be read: " + why);
    } catch (InterruptedException e) {
      throw context.interrupted(e);
    }
  }
}
