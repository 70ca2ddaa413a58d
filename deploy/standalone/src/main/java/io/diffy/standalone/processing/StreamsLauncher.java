package io.diffy.standalone.processing;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The real processor. */
public final class StreamsLauncher implements ProcessorLauncher {

  @Override
  public Running start(
      Topics topics, Map<String, String> kafka, Path state, String applicationId, boolean replay) {
    DiffyConfig config = DiffyConfig.of(topics, kafka, state).withApplicationId(applicationId);
    StreamsRunner runner = StreamsRunner.start(replay ? config.withoutTicks() : config);
    return new Running() {
      @Override
      public void awaitReady(Duration timeout) {
        runner.awaitReady(timeout);
      }

      @Override
      public boolean failed() {
        return runner.stopped();
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
