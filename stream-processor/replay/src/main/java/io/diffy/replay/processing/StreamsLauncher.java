package io.diffy.replay.processing;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.config.Timing;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.rules.item.ColumnPins;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The real processor. */
public final class StreamsLauncher implements ProcessorLauncher {
  private final EvaluationPolicy policy;

  /**
   * A launcher of processors that all know the same pins.
   *
   * @param pins columns that are never or always compared, by query
   */
  public StreamsLauncher(Map<String, ColumnPins> pins) {
    this(pins, IntakeLimits.DEFAULT);
  }

  /**
   * A launcher of processors that all know the same pins and limits.
   *
   * @param pins columns that are never or always compared, by query
   * @param limits how much one host may send
   */
  public StreamsLauncher(Map<String, ColumnPins> pins, IntakeLimits limits) {
    this(new EvaluationPolicy(TriagePack.load(), pins, limits, TrustPolicy.ANYBODY));
  }

  private StreamsLauncher(EvaluationPolicy policy) {
    this.policy = policy;
  }

  @Override
  public ProcessorLauncher withPack(Pack other) {
    return new StreamsLauncher(
        new EvaluationPolicy(other, policy.pins(), policy.limits(), policy.trust()));
  }

  @Override
  public ProcessorLauncher withTrust(TrustPolicy other) {
    return new StreamsLauncher(
        new EvaluationPolicy(policy.pack(), policy.pins(), policy.limits(), other));
  }

  @Override
  public Running start(
      Topics topics, Map<String, String> kafka, Path state, String applicationId, boolean replay) {
    StreamsRunner runner =
        StreamsRunner.start(
            new DiffyConfig(
                topics, kafka, state, applicationId, replay ? Timing.REPLAY : Timing.LIVE, policy));
    return new Running() {
      @Override
      public void awaitReady(Duration patience) {
        runner.awaitReady(patience);
      }

      @Override
      public boolean failed() {
        return runner.stopped();
      }

      @Override
      public boolean live() {
        return runner.live();
      }

      @Override
      public boolean ready() {
        return runner.working();
      }

      @Override
      public String state() {
        return runner.state();
      }

      @Override
      public void awaitStop() {
        runner.awaitStop();
      }

      @Override
      public void close() {
        runner.close();
      }
    };
  }
}
