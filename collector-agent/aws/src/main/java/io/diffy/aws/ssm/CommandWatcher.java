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

  private final RunContext session;
  private final SsmRun run;
  private final OutputReader reader;
  private final RunResults results;
  private final PollSchedule schedule;
  private final List<SentCommand> open = new ArrayList<>();
  private final Map<Integer, String> noted = new TreeMap<>();

  CommandWatcher(RunContext session, SsmRun run, OutputReader reader, RunResults results) {
    this.session = session;
    this.run = run;
    this.reader = reader;
    this.results = results;
    this.schedule = new PollSchedule(run.id());
    run.batches(CommandBatch.State.SENT).forEach(batch -> open.add(new SentCommand(batch)));
  }

  void watch() {
    Instant from = session.now();
    while (!open.isEmpty()) {
      boolean stopped = session.isStopped();
      if (stopped) {
        cancel();
      }
      for (SentCommand command : List.copyOf(open)) {
        look(command, stopped);
      }
      results.progress();
      if (stopped) {
        open.forEach(this::cancelled);
        return;
      }
      if (!open.isEmpty()) {
        Duration wait = schedule.next(Duration.between(from, session.now()));
        Duration left = nextDeadline();
        session.sleep(wait.compareTo(left) < 0 ? wait : left);
      }
    }
  }

  private Duration nextDeadline() {
    Instant sent = open.stream().map(command -> command.batch().at()).min(naturalOrder()).get();
    return Duration.between(session.now(), sent.plus(run.patience()));
  }

  /** One look at one command. What ended is read when all has, or when nothing more came. */
  private void look(SentCommand command, boolean last) {
    CommandBatch batch = command.batch();
    boolean news = false;
    try {
      news = command.learn(session.ssm().apply(batch.place()).states(batch.commandId()));
    } catch (SdkException e) {
      SsmFailure trouble = SsmFailure.of(e);
      note(batch, "command " + batch.commandId() + " could not be looked at: " + trouble.advice());
      if (!trouble.passes()) {
        lose(command, "SSM could not be asked any more: " + trouble.text());
        return;
      }
    }
    boolean over = !session.now().isBefore(batch.at().plus(run.patience()));
    boolean all = command.ended().size() == command.open().size();
    if (all || over || last || !news) {
      reader.read(command);
    }
    if (command.open().isEmpty()) {
      open.remove(command);
    } else if (over) {
      lose(command, "no answer within " + run.patience().toSeconds() + " s");
    } else if (command.isUnseen() && session.now().isAfter(batch.at().plus(VISIBLE))) {
      note(batch, "command " + batch.commandId() + " was sent, but SSM does not list it yet");
    }
  }

  /** Once for each command and message. */
  private void note(CommandBatch batch, String line) {
    if (!line.equals(noted.put(batch.number(), line))) {
      session.note(line);
    }
  }

  /** No more will be known of the rest. */
  private void lose(SentCommand command, String why) {
    open.remove(command);
    reader.read(command);
    for (String id : command.open()) {
      String reason = why + "; the last state was: " + command.state(id);
      results.without(id, InstanceOutcome.DEADLINE, reason, took(command));
      command.settle(id);
    }
  }

  private void cancel() {
    session.note("stopping: " + open.size() + " commands are cancelled");
    for (SentCommand command : open) {
      try {
        CommandBatch batch = command.batch();
        session.ssm().apply(batch.place()).cancel(batch.commandId(), command.open());
      } catch (SdkException e) {
        session.note(
            "command "
                + command.batch().commandId()
                + " could not be cancelled: "
                + SsmFailure.of(e).text());
      }
    }
    // So that what ended at this moment is seen.
    session.sleepAnyway(Duration.ofSeconds(1));
  }

  private void cancelled(SentCommand command) {
    for (String id : command.open()) {
      String reason = "the run was stopped; the last state was: " + command.state(id);
      results.without(id, InstanceOutcome.CANCELLED, reason, took(command));
      command.settle(id);
    }
  }

  private Duration took(SentCommand command) {
    return Duration.between(command.batch().at(), session.now());
  }
}
