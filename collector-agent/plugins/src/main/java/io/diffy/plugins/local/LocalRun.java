package io.diffy.plugins.local;

import io.diffy.agent.osquery.Printable;
import io.diffy.plugin.BadOutput;
import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Outcome;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.schemas.Observation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One run of a payload on this host, and what became of it. */
record LocalRun(Target target, Order order, PluginContext context) {
  /** More than a payload prints; whoever prints more is stopped. */
  static final int MAX_OUTPUT = 128 * 1024 * 1024;

  InstanceResult result() {
    Instant began = context.clock().instant();
    try {
      ShellProcess.Ended ended =
          ShellProcess.run(order.payload().script(), order.patience(), MAX_OUTPUT, context.stop());
      return result(ended, began);
    } catch (IOException e) {
      return without(Outcome.UNDELIVERABLE, "/bin/sh does not start: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return without(Outcome.CANCELLED, "the run was interrupted; the script was stopped");
    }
  }

  private InstanceResult result(ShellProcess.Ended ended, Instant began) {
    return switch (ended.why()) {
      case ASKED_TO_STOP ->
          without(Outcome.CANCELLED, "asked to stop before it answered; the script was stopped");
      case OUT_OF_TIME ->
          without(
              Outcome.EXECUTION_TIMED_OUT,
              "took longer than %d s and was stopped".formatted(order.patience().toSeconds()));
      case TOO_MUCH_OUTPUT ->
          without(
              Outcome.OUTPUT_TRUNCATED,
              "printed more than %d bytes and was stopped".formatted(MAX_OUTPUT));
      case BY_ITSELF -> byItself(ended, began);
    };
  }

  private InstanceResult byItself(ShellProcess.Ended ended, Instant began) {
    if (ended.exit() != 0) {
      return without(
          Outcome.FAILED, "exit code %d: %s".formatted(ended.exit(), Printable.of(ended.errors())));
    }
    if (ended.output().length == 0) {
      return without(Outcome.OUTPUT_MISSING, "ended well and printed nothing");
    }
    try {
      List<Observation> observations =
          order.payload().read(target.instance(), ended.output(), began);
      return new InstanceResult(
          target,
          Outcome.SUCCESS,
          "",
          observations,
          ended.output().length,
          Duration.between(began, context.clock().instant()));
    } catch (BadOutput e) {
      return without(e.cut() ? Outcome.OUTPUT_TRUNCATED : Outcome.OUTPUT_INVALID, e.getMessage());
    }
  }

  private InstanceResult without(Outcome outcome, String reason) {
    return InstanceResult.without(target, outcome, reason);
  }
}
