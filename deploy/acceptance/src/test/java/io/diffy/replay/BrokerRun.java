package io.diffy.replay;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicAdmin;
import io.diffy.cluster.TopicReader;
import io.diffy.cluster.TransactionMarkers;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a processor of its own makes of records that all lie on the topics when it starts. */
final class BrokerRun {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Recorded time may lie anywhere, and nothing may age away meanwhile. */
  private static final Map<String, String> RECORDED_TIME =
      Map.of(
          "message.timestamp.type", "CreateTime",
          "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
          "retention.ms", "-1");

  private final Topics topics;
  private final String application;
  private final Map<String, String> kafka;
  private final Cluster cluster;

  /**
   * @param prefix of the topics, which nobody else uses
   */
  BrokerRun(EmbeddedBroker broker, String prefix, int partitions) {
    topics = new Topics(prefix, partitions);
    application = prefix + "-processor";
    kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = admin()) {
      new TopicAdmin(admin).ensure(topics.all(), RECORDED_TIME);
    }
    cluster = Cluster.given(kafka, prefix);
  }

  /** Of each of its topics what is there in the end, in the order of its partitions. */
  List<ProducerRecord<byte[], byte[]>> judge(
      List<ProducerRecord<byte[], byte[]>> records, Path state) throws Exception {
    try (RecordWriter writer = new RecordWriter(cluster)) {
      records.forEach(writer::write);
      writer.flush();
    }
    DiffyConfig config = DiffyConfig.shipped().on(topics, kafka, state, application).withoutTicks();
    try (StreamsRunner processor = StreamsRunner.start(config)) {
      processor.awaitReady(PATIENCE);
      awaitAllRead();
    }
    List<ProducerRecord<byte[], byte[]>> written = new ArrayList<>();
    for (Topic<?> topic :
        List.of(topics.findings(), topics.evaluations(), topics.deadLetters(), topics.audit())) {
      TransactionMarkers.await(cluster, topic);
      TopicReader.readRecordsFrom(
          cluster,
          topic,
          Instant.EPOCH,
          record ->
              written.add(
                  new ProducerRecord<>(
                      record.topic(),
                      record.partition(),
                      record.timestamp(),
                      record.key(),
                      record.value(),
                      record.headers())));
    }
    return written;
  }

  /** It commits what it read and what it wrote in one transaction. */
  private void awaitAllRead() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      Stream.of(topics.observations(), topics.baselines(), topics.exceptions(), topics.control())
          .forEach(
              topic -> {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                  asked.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
                }
              });
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin.listOffsets(asked).all().get().forEach((where, end) -> ends.put(where, end.offset()));
      while (!reached(ends, admin)) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("not all was judged within " + PATIENCE);
        }
        Thread.sleep(100);
      }
    }
  }

  private boolean reached(Map<TopicPartition, Long> ends, Admin admin) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .filter(end -> end.getValue() > 0)
        .allMatch(
            end -> {
              OffsetAndMetadata place = committed.get(end.getKey());
              return place != null && place.offset() >= end.getValue();
            });
  }

  private Admin admin() {
    return Admin.create(Map.<String, Object>copyOf(kafka));
  }
}
