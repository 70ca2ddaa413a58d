package io.diffy.cluster;

import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics of a cluster be what the code declares. */
public record TopicAdmin(Admin admin) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Creates the topics that are missing and leaves existing ones alone. When it returns the broker
   * shows all of them: it learns of a topic a moment after the controller has made it.
   *
   * @param overrides topic configurations that win over the declared ones
   */
  public void ensure(Collection<Topic<?>> topics, Map<String, String> overrides) {
    // The broker's own default is the right number of replicas: one here, three elsewhere.
    ensure(topics, overrides, Optional.empty());
  }

  /**
   * The same with a number of replicas for those that are made.
   *
   * @param replicas empty for the broker's own default
   */
  public void ensure(
      Collection<Topic<?>> topics, Map<String, String> overrides, Optional<Short> replicas) {
    List<String> names = topics.stream().map(Topic::name).toList();
    Set<String> existing = describe(names).keySet();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic<?> topic : topics) {
      if (!existing.contains(topic.name())) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.putAll(overrides);
        missing.add(
            new NewTopic(topic.name(), Optional.of(topic.partitions()), replicas).configs(configs));
      }
    }
    if (!missing.isEmpty()) {
      create(missing);
      awaitShown(names);
    }
  }

  /** How many partitions the topic has; empty when there is no such topic. */
  public Optional<Integer> partitions(String topic) {
    return Optional.ofNullable(describe(List.of(topic)).get(topic)).map(d -> d.partitions().size());
  }

  /** How those of the topics that exist are now, by name. */
  public Map<String, SeenTopic> look(Collection<String> names) {
    Map<String, TopicDescription> existing = describe(names);
    Map<ConfigResource, Config> configs =
        await(
            admin
                .describeConfigs(existing.keySet().stream().map(TopicAdmin::resource).toList())
                .all(),
            "read the configuration of the topics");
    Map<String, SeenTopic> seen = new TreeMap<>();
    existing.forEach(
        (name, topic) -> seen.put(name, SeenTopic.of(topic, configs.get(resource(name)))));
    return seen;
  }

  /** How many brokers are there now. */
  public int brokers() {
    return await(admin.describeCluster().nodes(), "list the brokers").size();
  }

  /** The names of all topics that start so, internal ones of Kafka Streams included. */
  public Set<String> namesStartingWith(String prefix) {
    Set<String> names = new TreeSet<>(await(admin.listTopics().names(), "list the topics"));
    names.removeIf(name -> !name.startsWith(prefix));
    return names;
  }

  private void create(List<NewTopic> topics) {
    admin
        .createTopics(topics)
        .values()
        .forEach(
            (name, created) -> {
              try {
                await(created, "create topic " + name);
              } catch (TopicExistsException another) {
                // Made a moment before: by a command that started at the same time, or by anybody.
                return;
              }
            });
  }

  private void awaitShown(List<String> names) {
    if (!Waiting.until(
        () -> describe(names).size() == names.size(), TIMEOUT, "waiting for topics")) {
      throw new CommandFailure(
          "the broker does not show all topics %d s after they were made"
              .formatted(TIMEOUT.toSeconds()));
    }
  }

  private Map<String, TopicDescription> describe(Collection<String> names) {
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, description) -> {
              try {
                found.put(name, await(description, "describe topic " + name));
              } catch (UnknownTopicOrPartitionException absent) {
                found.remove(name);
              }
            });
    return found;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  /**
   * The result, or what Kafka says against it; API errors stay what they are for the caller to
   * catch.
   */
  private static <T> T await(KafkaFuture<T> future, String doing) {
    try {
      return KafkaCalls.await(future, TIMEOUT, doing);
    } catch (UnknownTopicOrPartitionException | TopicExistsException e) {
      throw e;
    } catch (KafkaException e) {
      throw KafkaCalls.failure(doing, e);
    }
  }
}
