package io.diffy.cluster;

import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits for the marks of transactions. A commit counts as soon as it is decided; the broker writes
 * its mark to each partition a moment later, and until then a reader of what is committed sees that
 * partition end before it. So who has seen one record of a transaction may miss another.
 */
public final class TransactionMarkers {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private TransactionMarkers() {}

  /** Returns when all is decided that lies on the topic now. */
  public static void await(Cluster cluster, Topic<?> topic) {
    try (Admin admin = cluster.admin()) {
      await(admin, topic, PATIENCE);
    }
  }

  static void await(Admin admin, Topic<?> topic, Duration patience) {
    Map<TopicPartition, Long> written = ends(admin, topic, IsolationLevel.READ_UNCOMMITTED);
    if (!Waiting.until(
        () -> reaches(ends(admin, topic, IsolationLevel.READ_COMMITTED), written),
        patience,
        "waiting for " + topic.name())) {
      throw new CommandFailure(
          "%s has a transaction that was not decided within %d s; see kafka-transactions.sh find-hanging"
              .formatted(topic.name(), patience.toSeconds()));
    }
  }

  private static boolean reaches(
      Map<TopicPartition, Long> committed, Map<TopicPartition, Long> to) {
    return to.entrySet().stream().allMatch(end -> committed.get(end.getKey()) >= end.getValue());
  }

  private static Map<TopicPartition, Long> ends(
      Admin admin, Topic<?> topic, IsolationLevel isolation) {
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
            .toList();
    return KafkaCalls.offsets(admin, partitions, OffsetSpec.latest(), isolation);
  }
}
