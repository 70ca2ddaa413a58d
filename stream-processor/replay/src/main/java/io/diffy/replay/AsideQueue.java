package io.diffy.replay;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a task reads beside the observations of its partition. Of its topics it takes the one whose
 * next record is the earliest, and each topic in its order.
 */
final class AsideQueue {
  private final Map<String, Deque<ProducerRecord<byte[], byte[]>>> topics = new TreeMap<>();

  AsideQueue(SideInputs aside, int partition) {
    aside.records().stream().filter(record -> record.partition() == partition).forEach(this::add);
  }

  /** One more, the last of its topic. */
  void add(ProducerRecord<byte[], byte[]> record) {
    topics.computeIfAbsent(record.topic(), name -> new ArrayDeque<>()).add(record);
  }

  boolean isEmpty() {
    return topics.values().stream().allMatch(Deque::isEmpty);
  }

  /** The next record, unless it is later than that. */
  Optional<ProducerRecord<byte[], byte[]>> upTo(long millis) {
    return topics.values().stream()
        .filter(topic -> !topic.isEmpty() && topic.element().timestamp() <= millis)
        .min(Comparator.comparing(topic -> topic.element().timestamp()))
        .map(Deque::remove);
  }
}
