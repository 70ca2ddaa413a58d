package io.diffy.replay.processing;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.TrustPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts processors inside this process that all judge alike.
 *
 * @param rules whatever topics they name
 * @param watcher is told of each processor before anybody waits for it
 */
public record ProcessorLauncher(DiffyConfig rules, Consumer<StreamsRunner> watcher) {
  /** Of processors that nobody watches. */
  public ProcessorLauncher(DiffyConfig rules) {
    this(rules, started -> {});
  }

  /**
   * Starts one and returns at once.
   *
   * @param topics what it reads and writes; they exist
   * @param kafka client properties, {@code bootstrap.servers} among them
   * @param state folder of its local state
   * @param applicationId consumer group, transactional ids and internal topics
   * @param trust whose signatures are asked for
   */
  public StreamsRunner start(
      Topics topics,
      Map<String, String> kafka,
      Path state,
      String applicationId,
      TrustPolicy trust) {
    StreamsRunner started =
        StreamsRunner.start(
            rules.on(topics, kafka, state, applicationId).with(rules.policy().trusting(trust)));
    watcher.accept(started);
    return started;
  }
}
