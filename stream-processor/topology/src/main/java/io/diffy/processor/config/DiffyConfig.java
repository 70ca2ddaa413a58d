package io.diffy.processor.config;

import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything the processor is told. The topology depends on nothing else.
 *
 * @param topics names and settings of the topics
 * @param kafka client properties: {@code bootstrap.servers} and whatever secures the connection
 * @param stateDir folder of the local state
 * @param applicationId Kafka Streams application id: consumer group, transactional ids, changelogs
 * @param timing when windows close and findings become visible
 * @param policy what decides which findings there are
 */
public record DiffyConfig(
    Topics topics,
    Map<String, String> kafka,
    Path stateDir,
    String applicationId,
    Timing timing,
    EvaluationPolicy policy) {

  public DiffyConfig {
    kafka = Map.copyOf(kafka);
  }

  /** With everything else as it is shipped. */
  public static DiffyConfig of(Topics topics, Map<String, String> kafka, Path stateDir) {
    return new DiffyConfig(
        topics, kafka, stateDir, "diffy-processor", Timing.LIVE, EvaluationPolicy.shipped());
  }
}
