package io.diffy.cluster;

import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes the topics of a cluster be what the code declares, and says where existing ones differ. */
public record TopicAdmin(Admin admin) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Creates the topics that are missing and leaves existing ones alone. When it returns the broker
   * shows all of them: it learns of a topic a moment after the controller has made it.
   *
   * @param overrides topic configurations that win over the declared ones
   * @return one sentence for each way in which an existing topic differs from its declaration
   */
  public List<String> ensure(Collection<Topic<?>> topics, Map<String, String> overrides) {
    // The broker's own default is the right number of replicas: one here, three elsewhere.
    return ensure(topics, overrides, Optional.empty());
  }

  /**
   * The same with a number of replicas for those that are made.
   *
   * @param replicas empty for the broker's own default
   */
  public List<String> ensure(
      Collection<Topic<?>> topics, Map<String, String> overrides, Optional<Short> replicas) {
    Map<String, TopicDescription> existing = describe(topics.stream().map(Topic::name).toList());
    List<NewTopic> missing = new ArrayList<>();
    for (Topic<?> topic : topics) {
      if (!existing.containsKey(topic.name())) {
        Map<String, String> configs = new HashMap<>(topic.configs());
        configs.putAll(overrides);
        missing.add(
            new NewTopic(topic.name(), Optional.of(topic.partitions()), replicas).configs(configs));
      }
    }
    Set<String> made = create(missing);
    Map<String, TopicDescription> shown =
        missing.isEmpty() ? existing : awaitShown(topics.stream().map(Topic::name).toList());
    return differences(
        topics.stream().filter(topic -> !made.contains(topic.name())).toList(), shown);
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

  /** Removes the topics; what is gone already is fine. */
  public void delete(Collection<String> topics) {
    admin
        .deleteTopics(topics)
        .topicNameValues()
        .forEach(
            (name, gone) -> {
              try {
                await(gone, "remove topic " + name);
              } catch (UnknownTopicOrPartitionException alreadyGone) {
                return;
              }
            });
  }

  /** The names of all topics that start so, internal ones of Kafka Streams included. */
  public Set<String> namesStartingWith(String prefix) {
    Set<String> names = new TreeSet<>(await(admin.listTopics().names(), "list the topics"));
    names.removeIf(name -> !name.startsWith(prefix));
    return names;
  }

  /** Returns the names of those that were not there before. */
  private Set<String> create(List<NewTopic> topics) {
    Set<String> made = new HashSet<>();
    admin
        .createTopics(topics)
        .values()
        .forEach(
            (name, created) -> {
              try {
                await(created, "create topic " + name);
                made.add(name);
              } catch (TopicExistsException another) {
                // Made a moment before: by a command that started at the same time, or by anybody.
                made.remove(name);
              }
            });
    return made;
  }

  private Map<String, TopicDescription> awaitShown(List<String> names) {
    Map<String, TopicDescription> shown = new HashMap<>();
    boolean all =
        Waiting.until(
            () -> {
              shown.putAll(describe(names));
              return shown.size() == names.size();
            },
            TIMEOUT,
            "waiting for topics");
    if (!all) {
      throw new CommandFailure(
          "the broker does not show all topics %d s after they were made"
              .formatted(TIMEOUT.toSeconds()));
    }
    return shown;
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

  private List<String> differences(List<Topic<?>> topics, Map<String, TopicDescription> existing) {
    Map<ConfigResource, Config> configs =
        await(
            admin.describeConfigs(topics.stream().map(t -> resource(t.name())).toList()).all(),
            "read the configuration of the topics");
    List<String> differences = new ArrayList<>();
    for (Topic<?> topic : topics) {
      int partitions = existing.get(topic.name()).partitions().size();
      if (partitions != topic.partitions()) {
        differences.add(
            "%s has %d partitions, %d declared"
                .formatted(topic.name(), partitions, topic.partitions()));
      }
      Config actual = configs.get(resource(topic.name()));
      new TreeMap<>(topic.configs())
          .forEach(
              (key, declared) -> {
                ConfigEntry entry = actual.get(key);
                String value = entry == null ? "not set" : entry.value();
                if (!declared.equals(value)) {
                  differences.add(
                      "%s has %s=%s, %s declared".formatted(topic.name(), key, value, declared));
                }
              });
    }
    return differences;
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
