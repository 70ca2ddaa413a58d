package io.diffy.aws.ssm;

import static java.util.Comparator.naturalOrder;

import io.diffy.plugin.InstanceOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Watches commands until each of their instances has a result. Looks at lists of instances, never
 * at the status of the command itself: SSM calls a command a success of which one instance of five
 * was reached.
 */
final class CommandWatcher {
  /** Until then an empty list only means that SSM does not list the command yet. */
  private static final Duration VISIBLE = Duration.ofSeconds(30);

  private final RunContext context;
  private final SsmRun run;
  private final OutputReader reader;
  private final RunResults results;
  private final PollSchedule schedule;
  private final List<SentCommand> open = new ArrayList<>();
  private final Map<Integer, String> noted = new TreeMap<>();

  CommandWatcher(RunContext context, SsmRun run, OutputReader reader, RunResults results) {
    this.context = context;
    this.run = run;
    this.reader = reader;
    this.results = results;
    this.schedule = new PollSchedule(run.id());
    run.batches(CommandBatch.State.SENT).forEach(batch -> open.add(new SentCommand(batch)));
  }

  void watch() {
    Instant from = context.now();
    while (!open.isEmpty()) {
      boolean stopped = context.isStopped();
      if (stopped) {
        cancel();
      }
      for (SentCommand command : List.copyOf(open)) {
        look(command, stopped);
      }
      results.progress();
      if (stopped) {
        open.forEach(command -> giveUp(command, InstanceOutcome.CANCELLED, "the run was stopped"));
        return;
      }
      if (!open.isEmpty()) {
        Duration wait = schedule.next(Duration.between(from, context.now()));
        Duration left = nextDeadline();
        context.sleep(wait.compareTo(left) < 0 ? wait : left);
      }
    }
  }

  private Duration nextDeadline() {
    Instant sent = open.stream().map(command -> command.batch().at()).min(naturalOrder()).get();
    return Duration.between(context.now(), sent.plus(run.patience()));
  }

  /** One look at one command. What ended is read when all has, or when nothing more came. */
  private void look(SentCommand command, boolean last) {
    CommandBatch batch = command.batch();
    boolean news = false;
    try {
      news = command.learn(context.ssm().apply(batch.place()).states(batch.commandId()));
    } catch (SdkException e) {
      SsmFailure failure = SsmFailure.of(e);
      note(batch, "command " + batch.commandId() + " could not be looked at: " + failure.advice());
      if (!failure.passes()) {
        lose(command, "SSM could not be asked any more: " + failure.text());
        return;
      }
    }
    boolean over = !context.now().isBefore(batch.at().plus(run.patience()));
    boolean all = command.ended().size() == command.open().size();
    if (all || over || last || !news) {
      reader.read(command);
    }
    if (command.open().isEmpty()) {
      open.remove(command);
    } else if (over) {
      lose(command, "no answer within " + run.patience().toSeconds() + " s");
    } else if (command.isUnseen() && context.now().isAfter(batch.at().plus(VISIBLE))) {
      note(batch, "command " + batch.commandId() + " was sent, but SSM does not list it yet");
    }
  }

  /** Once for each command and message. */
  private void note(CommandBatch batch, String line) {
    if (!line.equals(noted.put(batch.number(), line))) {
      context.note(line);
    }
  }

  /** No more will be known of the rest. */
  private void lose(SentCommand command, String why) {
    open.remove(command);
    reader.read(command);
    giveUp(command, InstanceOutcome.DEADLINE, why);
  }

  private void giveUp(SentCommand command, InstanceOutcome outcome, String why) {
    Duration took = Duration.between(command.batch().at(), context.now());
    for (String id : command.open()) {
      results.without(id, outcome, why + "; the last state was: " + command.state(id), took);
      command.settle(id);
    }
  }

  private void cancel() {
    context.note("stopping: " + open.size() + " commands are cancelled");
    for (SentCommand command : open) {
      try {
        CommandBatch batch = command.batch();
        context.ssm().apply(batch.place()).cancel(batch.commandId(), command.open());
      } catch (SdkException e) {
        context.note(
            "command %s could not be cancelled: %s"
                .formatted(command.batch().commandId(), SsmFailure.of(e).text()));
      }
    }
    // So that what ended at this moment is seen.
    context.sleepAnyway(Duration.ofSeconds(1));
  }
}
