package io.diffy.doctor;

import io.diffy.cluster.KafkaCalls;
import io.diffy.cluster.SeenTopic;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the brokers say about themselves and their topics. */
final class BrokerReader {
  private final Admin admin;
  private final TopicAdmin topics;

  BrokerReader(Admin admin) {
    this.admin = admin;
    this.topics = new TopicAdmin(admin);
  }

  Brokers read() {
    List<Brokers.Broker> all = new ArrayList<>();
    for (Node node :
        KafkaCalls.await(admin.describeCluster().nodes(), Doctor.PATIENCE, "list the brokers")) {
      all.add(ask(node));
    }
    Map<String, Integer> features = new TreeMap<>();
    KafkaCalls.await(
            admin.describeFeatures().featureMetadata(), Doctor.PATIENCE, "read the features")
        .finalizedFeatures()
        .forEach((name, range) -> features.put(name, (int) range.maxVersionLevel()));
    return new Brokers(all, features);
  }

  int count() {
    return topics.brokers();
  }

  Map<String, SeenTopic> topics(Topics declared) {
    return topics.look(names(declared));
  }

  /** The topics that Kafka Streams made for the processor. */
  Map<String, SeenTopic> internal(String applicationId) {
    return topics.look(topics.namesStartingWith(applicationId + "-"));
  }

  /** How long a record of each topic lives, by name; those that live for ever are not in it. */
  Map<String, Duration> retention(Topics declared) {
    Map<String, Duration> retention = new TreeMap<>();
    topics(declared)
        .forEach(
            (name, seen) -> {
              Map<String, String> configs = seen.configs();
              long ms = Long.parseLong(configs.getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "-1"));
              String policy = configs.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
              if (policy.contains("delete") && ms >= 0) {
                retention.put(name, Duration.ofMillis(ms));
              }
            });
    return retention;
  }

  /** What this user may do, by topic; empty for a topic that it may not even see. */
  Map<String, Optional<Set<String>>> rights(Topics declared) {
    Map<String, Optional<Set<String>>> rights = new TreeMap<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(
                names(declared), new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    described.forEach(
        (name, topic) -> {
          try {
            TopicDescription found =
                KafkaCalls.await(topic, Doctor.PATIENCE, "describe topic " + name);
            Set<String> may = new TreeSet<>();
            if (found.authorizedOperations() != null) {
              found.authorizedOperations().forEach(operation -> may.add(operation.name()));
            }
            rights.put(name, Optional.of(may));
          } catch (UnknownTopicOrPartitionException missing) {
            rights.remove(name);
          } catch (TopicAuthorizationException refused) {
            rights.put(name, Optional.empty());
          }
        });
    return rights;
  }

  /** The newest time that the broker gave a record of the topics that carry the broker's time. */
  Optional<Instant> newest(Topics declared) {
    Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
    topics(declared)
        .forEach(
            (name, seen) -> {
              if ("LogAppendTime"
                  .equals(seen.configs().get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))) {
                for (int partition = 0; partition < seen.partitions(); partition++) {
                  ask.put(new TopicPartition(name, partition), OffsetSpec.maxTimestamp());
                }
              }
            });
    return KafkaCalls.await(admin.listOffsets(ask).all(), Doctor.PATIENCE, "read the newest times")
        .values()
        .stream()
        .filter(found -> found.offset() >= 0)
        .map(found -> Instant.ofEpochMilli(found.timestamp()))
        .max(Instant::compareTo);
  }

  /** A broker's own settings are answered by that broker and no other. */
  private Brokers.Broker ask(Node node) {
    String name = "broker %d at %s:%d".formatted(node.id(), node.host(), node.port());
    ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
    try {
      Config config =
          KafkaCalls.await(
              admin.describeConfigs(List.of(resource)).values().get(resource),
              Doctor.PATIENCE,
              "ask " + name);
      Map<String, String> settings = new TreeMap<>();
      for (ConfigEntry entry : config.entries()) {
        if (entry.value() != null) {
          settings.put(entry.name(), entry.value());
        }
      }
      return new Brokers.Broker(name, Optional.empty(), settings);
    } catch (ClusterAuthorizationException refused) {
      // It answered; that it does not tell this user is no illness.
      return new Brokers.Broker(name, Optional.empty(), Map.of());
    } catch (RuntimeException silent) {
      return new Brokers.Broker(name, Optional.of(String.valueOf(silent.getMessage())), Map.of());
    }
  }

  private static List<String> names(Topics declared) {
    return declared.all().stream().map(Topic::name).toList();
  }
}
