package io.diffy.continuous;

import io.diffy.cluster.Cluster;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Which partitions of the collectors topic are this collector's, by Kafka's consumer group. The
 * topic is empty: only who holds a partition matters. Another collector gets a partition only after
 * {@link Owner#lose} has returned here, or after this process was not heard of for the session
 * timeout.
 */
final class PartitionAssignment implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Who works on what is assigned; called from {@link #poll} only. */
  interface Owner {
    void gain(Collection<Integer> partitions);

    /** Returns when nothing is worked on in these any more. */
    void lose(Collection<Integer> partitions);
  }

  /** Joins the group {@code <prefix>-collectors} at the first poll. */
  PartitionAssignment(Cluster cluster, String groupId, Owner owner) {
    // One that comes takes only what it gets; the others go on with the rest.
    consumer =
        cluster.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                groupId,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()));
    Topics topics = cluster.topics();
    consumer.subscribe(List.of(topics.collectors().name()), new Listener(owner));
  }

  /** Keeps the membership alive, and tells the owner of changes. */
  void poll(Duration timeout) {
    // Whoever writes to the topic by mistake is not listened to.
    var unused = consumer.poll(timeout);
  }

  /** Leaves the group, so that others take over at once. Loses all partitions first. */
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(CLOSE));
  }

  private record Listener(Owner owner) implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      owner.gain(numbers(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      owner.lose(numbers(partitions));
    }

    private static Collection<Integer> numbers(Collection<TopicPartition> partitions) {
      return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }
  }
}
