package io.diffy.agent;

import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.agent.publish.ObservationPublisher.Limits;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.topic.Topics;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Every knob of the agent; {@link #of} has the key and default of each.
 *
 * @param instance which host of which group this is
 * @param root the folder that holds the host's file system
 * @param pack a pack file; empty for the shipped one
 * @param osqueryi the path of osqueryi; empty: looked for on the PATH
 * @param queries bounds of one query
 * @param topics names and partitions of the topics
 * @param limits bounds of publishing
 * @param kafka client properties, with {@code bootstrap.servers}
 */
public record AgentConfig(
    Instance instance,
    Path root,
    Optional<Path> pack,
    Optional<Path> osqueryi,
    OsqueryiSource.Options queries,
    Topics topics,
    Limits limits,
    Map<String, String> kafka) {

  private static final String KAFKA_PREFIX = "kafka.";

  public AgentConfig {
    kafka = Map.copyOf(kafka);
  }

  /**
   * Reads settings and looks up what they leave open about the host.
   *
   * <table>
   * <caption>Keys</caption>
   * <tr><th>key</th><th>default</th><th>meaning</th></tr>
   * <tr><td>group</td><td>required</td><td>name of the group; on AWS the Auto Scaling Group</td></tr>
   * <tr><td>account, region, az, ami, launch.version, instance.type</td><td>empty</td><td>where the
   * host comes from: what separates cohorts</td></tr>
   * <tr><td>instance.id</td><td>EC2's, else made from machine id and host name</td><td>name of the
   * host in the group</td></tr>
   * <tr><td>root</td><td>/</td><td>folder that holds the host's file system</td></tr>
   * <tr><td>pack</td><td>the shipped one</td><td>pack file</td></tr>
   * <tr><td>osqueryi</td><td>looked for on the PATH</td><td>path of osqueryi</td></tr>
   * <tr><td>query.timeout.seconds</td><td>60</td><td>longest run of one query</td></tr>
   * <tr><td>query.max.output.bytes</td><td>33554432</td><td>largest answer</td></tr>
   * <tr><td>topic.prefix, topic.partitions</td><td>diffy, 4</td><td>of all topics</td></tr>
   * <tr><td>buffer.memory.bytes</td><td>33554432</td><td>the Kafka client's buffer</td></tr>
   * <tr><td>max.in.flight.records, max.in.flight.bytes</td><td>1000, 33554432</td><td>what may be
   * on its way</td></tr>
   * <tr><td>max.block.seconds</td><td>60</td><td>longest wait for room before a drop</td></tr>
   * <tr><td>delivery.timeout.seconds</td><td>120</td><td>until an observation counts as failed</td></tr>
   * <tr><td>close.timeout.seconds</td><td>30</td><td>longest wait when stopping</td></tr>
   * <tr><td>kafka.*</td><td>bootstrap.servers required</td><td>any property of the Kafka client</td></tr>
   * </table>
   *
   * @throws IllegalArgumentException names the key, the value and what is allowed
   */
  public static AgentConfig of(Map<String, String> settings) {
    Settings read = new Settings(settings);
    Path root = read.path("root").orElse(Path.of("/"));
    Instance configured =
        new Instance(
            new GroupKey(read.text("account", ""), read.text("region", ""), read.required("group")),
            read.text("instance.id", ""),
            new Cohort(
                read.text("ami", ""),
                read.text("launch.version", ""),
                read.text("instance.type", "")),
            new Address(read.text("az", ""), "", ""));
    OsqueryiSource.Options queries =
        new OsqueryiSource.Options(
            read.seconds("query.timeout.seconds", 60, 3600),
            (int) read.number("query.max.output.bytes", 32 * 1024 * 1024, 1024, 1 << 30));
    Topics topics =
        new Topics(
            read.text("topic.prefix", Topics.DEFAULT_PREFIX),
            (int) read.number("topic.partitions", Topics.DEFAULT_PARTITIONS, 1, 10_000));
    Limits limits =
        new Limits(
            read.number("buffer.memory.bytes", 32 * 1024 * 1024, 1 << 20, 1 << 30),
            read.number("max.in.flight.records", 1000, 1, 1_000_000),
            read.number("max.in.flight.bytes", 32 * 1024 * 1024, 1 << 20, 1 << 30),
            read.seconds("max.block.seconds", 60, 3600),
            read.seconds("delivery.timeout.seconds", 120, 3600),
            read.seconds("close.timeout.seconds", 30, 600));
    Optional<Path> pack = read.path("pack");
    Optional<Path> osqueryi = read.path("osqueryi");
    Map<String, String> kafka = read.kafka();
    read.refuseOthers();
    return new AgentConfig(
        LocalHost.identify(configured, root), root, pack, osqueryi, queries, topics, limits, kafka);
  }

  /** The agent's own process where it would find itself: when it looks at its own machine. */
  OwnProcess ownProcess() {
    return root.toAbsolutePath().normalize().equals(Path.of("/"))
        ? OwnProcess.current()
        : OwnProcess.NONE;
  }

  /** Reads texts as what they must be, and remembers which keys are known. */
  private static final class Settings {
    private final Map<String, String> left;

    Settings(Map<String, String> settings) {
      this.left = new HashMap<>(settings);
    }

    String text(String key, String otherwise) {
      String text = left.remove(key);
      return text == null || text.isBlank() ? otherwise : text.strip();
    }

    String required(String key) {
      String text = text(key, "");
      if (text.isEmpty()) {
        throw new IllegalArgumentException(key + " is not set; set it");
      }
      return text;
    }

    Optional<Path> path(String key) {
      String text = text(key, "");
      try {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException(key + " is no path: " + e.getReason(), e);
      }
    }

    Duration seconds(String key, long otherwise, long most) {
      return Duration.ofSeconds(number(key, otherwise, 1, most));
    }

    long number(String key, long otherwise, long least, long most) {
      String text = text(key, Long.toString(otherwise));
      try {
        long number = Long.parseLong(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as a number out of range.
      }
      throw new IllegalArgumentException(
          "%s is \"%s\"; it must be a whole number from %d to %d"
              .formatted(key, text, least, most));
    }

    Map<String, String> kafka() {
      Map<String, String> kafka = new HashMap<>();
      left.forEach(
          (key, value) -> {
            if (key.startsWith(KAFKA_PREFIX)) {
              kafka.put(key.substring(KAFKA_PREFIX.length()), value);
            }
          });
      left.keySet().removeIf(key -> key.startsWith(KAFKA_PREFIX));
      if (!kafka.containsKey("bootstrap.servers")) {
        throw new IllegalArgumentException(
            "kafka.bootstrap.servers is not set; set it to host:port of a broker");
      }
      return kafka;
    }

    void refuseOthers() {
      if (!left.isEmpty()) {
        throw new IllegalArgumentException(
            "unknown settings " + new TreeSet<>(left.keySet()) + "; correct or remove them");
      }
    }
  }
}
