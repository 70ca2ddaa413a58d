package io.diffy.replay.processing;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The real processor. */
public final class StreamsLauncher implements ProcessorLauncher {
  private final DiffyConfig rules;

  /**
   * A launcher of processors that all judge alike.
   *
   * @param rules whatever topics they name
   */
  public StreamsLauncher(DiffyConfig rules) {
    this.rules = rules;
  }

  @Override
  public Running start(
      Topics topics,
      Map<String, String> kafka,
      Path state,
      String applicationId,
      TrustPolicy trust) {
    StreamsRunner runner =
        StreamsRunner.start(
            rules.on(topics, kafka, state, applicationId).with(rules.policy().trusting(trust)));
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
