package io.diffy.plugins.local;

import io.diffy.agent.osquery.Printable;
import io.diffy.agent.process.BoundedProcess;
import io.diffy.agent.process.BoundedProcess.Result;
import io.diffy.plugin.BadOutput;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.schemas.Observation;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One run of a payload on this host, and what became of it. */
record LocalRun(Target target, Order order, PluginContext context) {
  /** More than a payload prints; whoever prints more is stopped. */
  static final int MAX_OUTPUT = 128 * 1024 * 1024;

  /** Longer than a payload gives what it runs. */
  private static final Duration TO_TIDY_UP = Duration.ofSeconds(5);

  InstanceResult result() {
    Instant began = context.clock().instant();
    try {
      BoundedProcess bounds =
          new BoundedProcess(order.patience(), MAX_OUTPUT, TO_TIDY_UP, context.stop()::asked);
      ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", order.payload().script());
      shell.environment().put("AWS_SSM_INSTANCE_ID", target.instance().instanceId());
      return result(bounds.run(shell.directory(new File("/"))), began);
    } catch (IOException e) {
      return without(InstanceOutcome.UNDELIVERABLE, "/bin/sh does not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return without(InstanceOutcome.CANCELLED, "the run was interrupted; the script was stopped");
    }
  }

  private InstanceResult result(Result ended, Instant began) {
    return switch (ended.end()) {
      case ASKED_TO_STOP ->
          without(
              InstanceOutcome.CANCELLED,
              "asked to stop before it answered; the script was stopped");
      case OUT_OF_TIME ->
          without(
              InstanceOutcome.EXECUTION_TIMED_OUT,
              "took longer than %d s and was stopped".formatted(order.patience().toSeconds()));
      case TOO_MUCH_OUTPUT ->
          without(
              InstanceOutcome.OUTPUT_TRUNCATED,
              "printed more than %d bytes and was stopped".formatted(MAX_OUTPUT));
      case BY_ITSELF -> byItself(ended, began);
    };
  }

  private InstanceResult byItself(Result ended, Instant began) {
    if (ended.exit() != 0) {
      return without(
          InstanceOutcome.FAILED,
          "exit code %d: %s".formatted(ended.exit(), Printable.of(ended.errors())));
    }
    if (ended.output().length == 0) {
      return without(InstanceOutcome.OUTPUT_MISSING, "ended well and printed nothing");
    }
    try {
      List<Observation> observations =
          order.payload().read(target.instance(), ended.output(), began);
      return new InstanceResult(
          target,
          InstanceOutcome.SUCCESS,
          "",
          observations,
          ended.output().length,
          Duration.between(began, context.clock().instant()));
    } catch (BadOutput e) {
      return without(
          e.cut() ? InstanceOutcome.OUTPUT_TRUNCATED : InstanceOutcome.OUTPUT_INVALID,
          e.getMessage());
    }
  }

  private InstanceResult without(InstanceOutcome outcome, String reason) {
    return InstanceResult.without(target, outcome, reason);
  }
}
