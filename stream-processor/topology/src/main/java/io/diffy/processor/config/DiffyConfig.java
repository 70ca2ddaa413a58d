package io.diffy.processor.config;

import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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

  /** The shipped rules, for who says later {@linkplain #on where} they judge. */
  public static DiffyConfig shipped() {
    return of(Topics.standard(), Map.of(), Path.of(""));
  }

  /** The same rules on other topics. */
  public DiffyConfig on(Topics others, Map<String, String> clients, Path folder, String id) {
    return new DiffyConfig(others, clients, folder, id, timing, policy);
  }

  /** The same with other rules. */
  public DiffyConfig with(EvaluationPolicy other) {
    return new DiffyConfig(topics, kafka, stateDir, applicationId, timing, other);
  }

  /** The same for a recording: only its records move the time. */
  public DiffyConfig withoutTicks() {
    Timing recorded =
        new Timing(
            timing.grace(),
            timing.commitEvery(),
            Optional.empty(),
            timing.rowsAtOnce(),
            timing.shortestInterval());
    return new DiffyConfig(topics, kafka, stateDir, applicationId, recorded, policy);
  }
}
