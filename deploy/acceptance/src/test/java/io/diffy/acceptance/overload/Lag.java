package io.diffy.acceptance.overload;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many records of a topic a consumer group has not committed, as any Kafka tool shows it. */
record Lag(Admin admin, String group, String topic, int partitions) {

  long now() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> places =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    return admin.listOffsets(all).all().get().entrySet().stream()
        .mapToLong(
            end -> {
              OffsetAndMetadata place = places.get(end.getKey());
              return end.getValue().offset() - (place == null ? 0 : place.offset());
            })
        .sum();
  }
}
