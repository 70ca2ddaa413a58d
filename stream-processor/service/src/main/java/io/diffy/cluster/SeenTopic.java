package io.diffy.cluster;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * A topic as the broker shows it.
 *
 * @param replicas of the partition that has the fewest
 * @param behind partitions of which a replica is down or does not keep up
 * @param leaderless partitions that nobody can read or write now
 * @param configs all settings, also those that are the broker's defaults
 */
public record SeenTopic(
    int partitions, int replicas, int behind, int leaderless, Map<String, String> configs) {

  public SeenTopic {
    configs = Map.copyOf(configs);
  }

  static SeenTopic of(TopicDescription topic, Config config) {
    Map<String, String> configs = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.value() != null) {
        configs.put(entry.name(), entry.value());
      }
    }
    return new SeenTopic(
        topic.partitions().size(),
        topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0),
        (int) topic.partitions().stream().filter(p -> p.isr().size() < p.replicas().size()).count(),
        (int) topic.partitions().stream().filter(SeenTopic::isLeaderless).count(),
        configs);
  }

  private static boolean isLeaderless(TopicPartitionInfo partition) {
    return partition.leader() == null || partition.leader().isEmpty();
  }
}
