package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin.Order;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.RetryBackoff;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the steps of one run share.
 *
 * @param ssm the calls of an account and region; may fail as a call does
 */
record RunContext(
    Order order,
    SsmSettings settings,
    Function<AccountRegion, SsmCalls> ssm,
    Supplier<OutputBucket> bucket,
    PluginContext context,
    Pause pause) {

  Instant now() {
    return context.clock().instant();
  }

  boolean isStopped() {
    return context.stop().asked();
  }

  /** For one kind of call; every run waits otherwise. */
  RetryBackoff backoff() {
    return RetryBackoff.jittered(Duration.ofSeconds(1), Duration.ofSeconds(20), order.runId());
  }

  void note(String line) {
    context.notes().accept(line);
  }

  /** Waits; ends early when the run is stopped. */
  void sleep(Duration time) {
    sleep(time, context.stop());
  }

  /** Waits, also when the run is stopped. */
  void sleepAnyway(Duration time) {
    sleep(time, PluginContext.Stop.NEVER);
  }

  private void sleep(Duration time, PluginContext.Stop stop) {
    try {
      pause.sleep(time, stop);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What to throw when a wait was interrupted. */
  PluginFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new PluginFailure(
        "interrupted; the same run id finishes run " + order.runId() + " later", e);
  }
}
