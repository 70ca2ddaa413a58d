package io.diffy.doctor;

import io.diffy.cluster.SeenTopic;
import io.diffy.schemas.topic.Topic;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;

/** Whether topics are what their declarations say, and whether they would survive a broker. */
public final class TopicRules {
  private static final int MANY_BROKERS = 3;

  private TopicRules() {}

  /** A line for each topic that is as declared, and one for each way in which another is not. */
  public static List<Check> judge(
      Collection<Topic<?>> declared, Map<String, SeenTopic> seen, int brokers) {
    DoctorChecks checks = new DoctorChecks();
    for (Topic<?> topic : declared) {
      List<Check> wrong =
          Optional.ofNullable(seen.get(topic.name()))
              .map(found -> differences(topic, found, brokers))
              .orElseGet(() -> List.of(missing(topic)));
      checks.addAll(wrong.isEmpty() ? List.of(fine(topic, seen.get(topic.name()))) : wrong);
    }
    return checks.all();
  }

  /** Why the processor can't work with them, in one sentence with what to do. */
  public static Optional<String> refusal(
      Collection<Topic<?>> declared, Map<String, SeenTopic> seen) {
    return declared.stream()
        .filter(topic -> seen.containsKey(topic.name()))
        .filter(topic -> seen.get(topic.name()).partitions() != topic.partitions())
        .map(
            topic ->
                "topic %s has %d partitions, %d declared; all topics of one prefix need the same number: make it anew, or use another --topic-prefix"
                    .formatted(
                        topic.name(), seen.get(topic.name()).partitions(), topic.partitions()))
        .findFirst();
  }

  private static List<Check> differences(Topic<?> topic, SeenTopic seen, int brokers) {
    DoctorChecks checks = new DoctorChecks();
    if (seen.partitions() != topic.partitions()) {
      checks.problem(
          topic.name(),
          "has %d partitions, %d declared".formatted(seen.partitions(), topic.partitions()),
          "make the topic anew, or use another --topic-prefix: keys are spread by the number,"
              + " so it can't be changed while the topic holds data");
    }
    topic
        .configs()
        .forEach(
            (key, value) -> {
              String is = seen.configs().getOrDefault(key, "not set");
              if (!value.equals(is)) {
                checks.add(differs(topic, key, is));
              }
            });
    checks.addAll(SettingRules.judge(topic.name(), seen));
    checks.addAll(health(topic.name(), seen, brokers));
    return checks.all();
  }

  /** What loses data or refuses records is a problem; a longer life or a bigger limit is not. */
  private static Check differs(Topic<?> topic, String key, String is) {
    String declared = topic.configs().get(key);
    String says = "has %s=%s, %s declared".formatted(key, is, declared);
    String todo = SettingRules.set(topic.name(), key, declared);
    boolean roomy =
        (key.equals(TopicConfig.RETENTION_MS_CONFIG)
                || key.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))
            && isMore(is, declared);
    return roomy
        ? Check.warning(topic.name(), says, todo)
        : Check.problem(topic.name(), says, todo);
  }

  private static boolean isMore(String is, String declared) {
    try {
      long number = Long.parseLong(is);
      return number == -1 || number > Long.parseLong(declared);
    } catch (NumberFormatException notSet) {
      return false;
    }
  }

  /** Whether it would survive a broker, and can be written. */
  static List<Check> health(String name, SeenTopic seen, int brokers) {
    DoctorChecks checks = new DoctorChecks();
    if (seen.leaderless() > 0) {
      checks.problem(
          name,
          seen.leaderless() + " partitions have no leader: nobody can read or write them",
          "bring back the brokers that hold their replicas");
    } else if (seen.behind() > 0) {
      checks.warning(
          name,
          seen.behind() + " partitions have a replica that is down or behind",
          "look for a broker that is down or slow");
    }
    int inSync = Integer.parseInt(seen.configs().getOrDefault("min.insync.replicas", "1"));
    if (inSync > seen.replicas()) {
      checks.problem(
          name,
          "needs %d replicas in sync and has %d: every write is refused"
              .formatted(inSync, seen.replicas()),
          SettingRules.set(name, "min.insync.replicas", Math.max(1, seen.replicas() - 1)));
    } else if (brokers >= MANY_BROKERS && seen.replicas() == 1) {
      checks.warning(
          name,
          "has 1 replica on %d brokers: it is gone with its broker".formatted(brokers),
          "kafka-reassign-partitions.sh, or make it anew with --replication 3");
    } else if (inSync == seen.replicas() && inSync > 1) {
      checks.warning(
          name,
          "has min.insync.replicas=%d of %d replicas: one broker down stops all writes"
              .formatted(inSync, seen.replicas()),
          "set min.insync.replicas to " + (inSync - 1));
    } else if (inSync == 1 && seen.replicas() >= MANY_BROKERS) {
      checks.warning(
          name,
          "has min.insync.replicas=1: a record that one broker took may be lost with it",
          "set min.insync.replicas to 2");
    }
    return checks.all();
  }

  private static Check missing(Topic<?> topic) {
    return Check.problem(
        topic.name(),
        "is missing: " + topic.purpose(),
        "diffy topics --create, or start diffy processor; diffy topics --print sh shows the command");
  }

  private static Check fine(Topic<?> topic, SeenTopic seen) {
    return Check.ok(
        topic.name(),
        "as declared: %d partitions, %d replicas".formatted(seen.partitions(), seen.replicas()));
  }
}
