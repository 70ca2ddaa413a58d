package io.diffy.doctor;

import io.diffy.cluster.SeenTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Topics that Kafka Streams made for the processor's state: they must be shaped like the topics
 * that its tasks read.
 */
public final class InternalTopicRules {
  private static final long LARGEST_ENTRY = 12L << 20;
  private static final String RESET_STATE =
      "stop the processor and reset its state (docs/operations.md, What to delete); Kafka Streams makes it anew";

  private InternalTopicRules() {}

  /**
   * One line for each that is wrong, or one for all.
   *
   * @param partitions of the topics that are read
   */
  public static List<Check> judge(Map<String, SeenTopic> seen, int partitions, int brokers) {
    DoctorChecks checks = new DoctorChecks();
    seen.forEach(
        (name, topic) -> {
          shape(name, topic, partitions).ifPresent(says -> checks.problem(name, says, RESET_STATE));
          long largest =
              Long.parseLong(
                  topic.configs().getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, "0"));
          if (isChangelog(name) && largest < LARGEST_ENTRY) {
            checks.problem(
                name,
                "has max.message.bytes=%d: a bigger entry of a store is refused, and that ends the processor"
                    .formatted(largest),
                SettingRules.set(name, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_ENTRY));
          }
          checks.addAll(SettingRules.judge(name, topic));
          checks.addAll(TopicRules.health(name, topic, brokers));
        });
    if (checks.isEmpty() && !seen.isEmpty()) {
      checks.ok("topics", seen.size() + " internal topics of the processor are whole");
    }
    return checks.all();
  }

  /** Why the processor can't work with them, in one sentence with what to do. */
  public static Optional<String> refusal(Map<String, SeenTopic> seen, int partitions) {
    return seen.entrySet().stream()
        .flatMap(
            topic ->
                shape(topic.getKey(), topic.getValue(), partitions).stream()
                    .map(says -> "topic %s %s; %s".formatted(topic.getKey(), says, RESET_STATE)))
        .findFirst();
  }

  private static Optional<String> shape(String name, SeenTopic seen, int partitions) {
    if (!isChangelog(name) && !name.endsWith("-repartition")) {
      return Optional.empty();
    }
    if (seen.partitions() != partitions) {
      return Optional.of(
          "has %d partitions, %d needed: as many as the topics that are read"
              .formatted(seen.partitions(), partitions));
    }
    String wanted = isChangelog(name) ? "compact" : "delete";
    String cleanup = seen.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, wanted);
    return cleanup.equals(wanted)
        ? Optional.empty()
        : Optional.of(
            "has cleanup.policy=%s, %s needed: state is lost that was not written lately"
                .formatted(cleanup, wanted));
  }

  private static boolean isChangelog(String name) {
    return name.endsWith("-changelog");
  }
}
