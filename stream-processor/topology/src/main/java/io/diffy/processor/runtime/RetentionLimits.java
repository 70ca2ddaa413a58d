package io.diffy.processor.runtime;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import io.diffy.processor.runtime.RetentionRule.Limits;
import io.diffy.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What the broker's topics say of retention, asked again every five minutes: somebody who is warned
 * raises it. Where this user may not ask, what was declared counts.
 */
final class RetentionLimits implements AutoCloseable {
  private static final long ASK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long PATIENCE_SECONDS = 30;
  private static final Limits NEVER = new Limits(-1, -1);

  private final Admin admin;
  private final Map<String, Limits> limits = new HashMap<>();
  private final Set<String> needed;
  private long askedAt = System.nanoTime() - ASK_AGAIN_NANOS;

  RetentionLimits(DiffyConfig config) {
    admin =
        Admin.create(
            new StreamsConfig(StreamsProperties.of(config))
                .getAdminConfigs(config.applicationId() + "-retention"));
    for (Topic<?> topic : config.topics().all()) {
      long millis = topic.retention().map(Duration::toMillis).orElse(-1L);
      limits.put(topic.name(), new Limits(millis, -1));
    }
    needed = new TreeSet<>(limits.keySet());
    // A processor neither reads nor writes it.
    needed.remove(config.topics().collectors().name());
  }

  Limits of(String topic) {
    return limits.getOrDefault(topic, NEVER);
  }

  /** Where the partitions begin whose size is limited; the others are not asked for. */
  Map<TopicPartition, Long> startsWhereSizeCounts(Collection<TopicPartition> partitions) {
    askNowAndThen();
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (TopicPartition partition : partitions) {
      if (of(partition.topic()).bytes() >= 0) {
        wanted.put(partition, OffsetSpec.earliest());
      }
    }
    Map<TopicPartition, Long> starts = new HashMap<>();
    if (!wanted.isEmpty()) {
      answer(admin.listOffsets(wanted).all())
          .ifPresent(
              all -> all.forEach((partition, start) -> starts.put(partition, start.offset())));
    }
    return starts;
  }

  Set<String> gone() {
    Set<String> gone = new TreeSet<>();
    admin
        .describeTopics(needed, new DescribeTopicsOptions().timeoutMs(5_000))
        .topicNameValues()
        .forEach(
            (name, topic) ->
                answer(
                        topic
                            .toCompletionStage()
                            .handle((found, e) -> e instanceof UnknownTopicOrPartitionException)
                            .toCompletableFuture())
                    .filter(missing -> missing)
                    .ifPresent(missing -> gone.add(name)));
    return gone;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private void askNowAndThen() {
    if (System.nanoTime() - askedAt < ASK_AGAIN_NANOS) {
      return;
    }
    askedAt = System.nanoTime();
    List<ConfigResource> topics = new ArrayList<>();
    limits
        .keySet()
        .forEach(name -> topics.add(new ConfigResource(ConfigResource.Type.TOPIC, name)));
    admin
        .describeConfigs(topics)
        .values()
        .forEach(
            (topic, config) ->
                answer(config).ifPresent(found -> limits.put(topic.name(), limits(found))));
  }

  /** Empty where this user is not allowed, or none comes now: what is known stays. */
  private static <T> Optional<T> answer(Future<T> future) {
    try {
      return Optional.of(future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private static Limits limits(Config config) {
    boolean deletes =
        value(config, TopicConfig.CLEANUP_POLICY_CONFIG, "delete")
            .contains(TopicConfig.CLEANUP_POLICY_DELETE);
    return deletes
        ? new Limits(
            Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG, "-1")),
            Long.parseLong(value(config, TopicConfig.RETENTION_BYTES_CONFIG, "-1")))
        : NEVER;
  }

  private static String value(Config config, String name, String otherwise) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? otherwise : entry.value();
  }
}
