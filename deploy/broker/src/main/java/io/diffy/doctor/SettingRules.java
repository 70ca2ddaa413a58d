package io.diffy.doctor;

import io.diffy.cluster.SeenTopic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Settings that no declaration names, because Kafka's own defaults are right, and that lose records
 * or refuse them where somebody set them.
 */
final class SettingRules {
  /** Less of a partition than this is soon full. */
  private static final long LITTLE_BYTES = 1L << 30;

  /** Evaluations and findings carry the time they are about: a week ago after a week's stop. */
  private static final Duration OLDEST_WRITTEN = Duration.ofDays(14);

  /** A host's clock counts when it is up to 5 minutes ahead; those of brokers differ too. */
  private static final Duration NEWEST_WRITTEN = Duration.ofMinutes(10);

  private static final Duration AWAY = Duration.ofDays(1);
  private static final Duration MANY_FILES = Duration.ofMinutes(10);

  private SettingRules() {}

  static List<Check> judge(String topic, SeenTopic seen) {
    DoctorChecks checks = new DoctorChecks();
    String cleanup = seen.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
    long bytes = number(seen, TopicConfig.RETENTION_BYTES_CONFIG, -1);
    if (bytes >= 0 && cleanup.contains("delete")) {
      String says =
          "has retention.bytes=%d, none declared: the rest is deleted before its time, read or not"
              .formatted(bytes);
      String todo = unset(topic, TopicConfig.RETENTION_BYTES_CONFIG);
      checks.add(
          bytes < LITTLE_BYTES
              ? Check.problem(topic, says, todo)
              : Check.warning(topic, says, todo));
    }
    if (cleanup.contains("compact") && below(seen, TopicConfig.DELETE_RETENTION_MS_CONFIG, AWAY)) {
      checks.problem(
          topic,
          "has delete.retention.ms=%s: who was away for longer never learns what was removed"
              .formatted(seen.configs().get(TopicConfig.DELETE_RETENTION_MS_CONFIG)),
          set(topic, TopicConfig.DELETE_RETENTION_MS_CONFIG, AWAY.toMillis()));
    }
    checks.addAll(times(topic, seen));
    checks.addAll(segments(topic, seen));
    if ("true".equals(seen.configs().get(TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG))
        && seen.replicas() > 1) {
      checks.problem(
          topic,
          "has unclean.leader.election.enable=true: a replica that lacks records may lead, and they are gone",
          set(topic, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false"));
    }
    return checks.all();
  }

  /** A topic that carries the broker's time refuses no record for its own. */
  private static List<Check> times(String topic, SeenTopic seen) {
    DoctorChecks checks = new DoctorChecks();
    if ("LogAppendTime".equals(seen.configs().get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))) {
      return List.of();
    }
    String old =
        "records carry the time they are about, older ones are refused, and that ends the processor";
    refuses(checks, topic, seen, "message.timestamp.before.max.ms", OLDEST_WRITTEN, old);
    // Kafka before 4.
    refuses(checks, topic, seen, "message.timestamp.difference.max.ms", OLDEST_WRITTEN, old);
    String ahead =
        "a clock that is a little ahead has its records refused, and that ends the processor";
    refuses(checks, topic, seen, "message.timestamp.after.max.ms", NEWEST_WRITTEN, ahead);
    return checks.all();
  }

  private static void refuses(
      DoctorChecks checks, String topic, SeenTopic seen, String key, Duration limit, String what) {
    if (below(seen, key, limit)) {
      String says = "has %s=%s: %s".formatted(key, seen.configs().get(key), what);
      checks.problem(topic, says, unset(topic, key));
    }
  }

  private static List<Check> segments(String topic, SeenTopic seen) {
    DoctorChecks checks = new DoctorChecks();
    long segment = number(seen, TopicConfig.SEGMENT_BYTES_CONFIG, Long.MAX_VALUE);
    long record = number(seen, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, 0);
    if (segment < record) {
      checks.problem(
          topic,
          "has segment.bytes=%d and max.message.bytes=%d: a record that fits no segment is refused"
              .formatted(segment, record),
          unset(topic, TopicConfig.SEGMENT_BYTES_CONFIG));
    }
    if (below(seen, TopicConfig.SEGMENT_MS_CONFIG, MANY_FILES)) {
      checks.warning(
          topic,
          "has segment.ms=%s: a broker runs out of open files"
              .formatted(seen.configs().get(TopicConfig.SEGMENT_MS_CONFIG)),
          unset(topic, TopicConfig.SEGMENT_MS_CONFIG));
    }
    return checks.all();
  }

  private static boolean below(SeenTopic seen, String key, Duration limit) {
    return number(seen, key, Long.MAX_VALUE) < limit.toMillis();
  }

  private static long number(SeenTopic seen, String key, long unsaid) {
    return Long.parseLong(seen.configs().getOrDefault(key, String.valueOf(unsaid)));
  }

  static String set(String topic, String key, Object value) {
    return "kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s"
        .formatted(topic, key, value);
  }

  private static String unset(String topic, String key) {
    return "kafka-configs.sh --alter --entity-type topics --entity-name %s --delete-config %s"
        .formatted(topic, key);
  }
}
