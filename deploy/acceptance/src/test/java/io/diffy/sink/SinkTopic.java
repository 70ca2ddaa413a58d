package io.diffy.sink;

import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import io.diffy.acceptance.OwnThread;
import io.diffy.cluster.Cluster;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.topic.FindingHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A findings topic and its delivery under test. */
final class SinkTopic {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Cluster cluster;
  private final String group;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<String> results = Collections.synchronizedList(new ArrayList<>());
  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

  SinkTopic(Cluster cluster, String group) {
    this.cluster = cluster;
    this.group = group;
  }

  String name() {
    return cluster.topics().findings().name();
  }

  /** What a person was told. */
  List<String> said() {
    return said;
  }

  /** What became of it, as told at the end. */
  List<String> results() {
    return results;
  }

  /** How far it was, as told on the way. */
  List<String> progress() {
    return progress;
  }

  void write(List<Finding> events) {
    write(events, true);
  }

  void writeAndAbort(List<Finding> events) {
    write(events, false);
  }

  List<Finding> manyFindings(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                TestFindings.finding(
                    Kind.UNEXPECTED,
                    "crontab",
                    row("command", "job " + n),
                    Map.of(),
                    List.of(instance(7))))
        .toList();
  }

  /** Delivers what is there, and ends. */
  SinkCounts deliverAll(Target target) {
    SinkService service = service(target, true);
    service.run();
    return service.counts();
  }

  /** Delivers until it is closed. */
  Running deliver(Target target) {
    return run(service(target, false));
  }

  /** The same with a plugin's own target. */
  Running deliver(SinkPlugin plugin, PluginContext context) {
    return run(service(plugin.habits(), false, () -> plugin.open(Dataset.FINDINGS, context)));
  }

  private static Running run(SinkService service) {
    OwnThread.start(service::run);
    return new Running(service);
  }

  List<ConsumerRecord<byte[], byte[]>> findings() {
    return read(name());
  }

  List<ConsumerRecord<byte[], byte[]>> deadLetters() {
    return read(cluster.topics().deadLetters().name());
  }

  /** How many processes share the delivery. */
  int members() {
    try (Admin admin = cluster.admin()) {
      return (int)
          admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
              .filter(member -> !member.assignment().topicPartitions().isEmpty())
              .count();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As a monitor of consumer groups sees it. */
  long lag() {
    try (Admin admin = cluster.admin();
        KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, OffsetAndMetadata> places =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return consumer.endOffsets(partitions(consumer, name())).entrySet().stream()
          .mapToLong(end -> end.getValue() - places.get(end.getKey()).offset())
          .sum();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  void deleteAll() {
    try (Admin admin = cluster.admin();
        KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      consumer
          .endOffsets(partitions(consumer, name()))
          .forEach((place, end) -> all.put(place, RecordsToDelete.beforeOffset(end)));
      admin.deleteRecords(all).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private SinkService service(Target target, boolean untilEnd) {
    return service(target.habits(), untilEnd, target::open);
  }

  private SinkService service(SinkHabits habits, boolean untilEnd, Supplier<Sink> target) {
    SinkPlan plan = new SinkPlan("test", "test", habits, habits.fromStart(), untilEnd, target);
    return new SinkService(
        cluster, group, name(), plan, new SinkTalk(said::add, results::add, progress::add));
  }

  private void write(List<Finding> events, boolean commit) {
    Map<String, Object> properties = new TreeMap<>(cluster.kafka());
    properties.put("transactional.id", group + "-writer");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (Finding event : events) {
        byte[] value = cluster.topics().findings().codec().encode(event);
        Object unused =
            producer.send(
                new ProducerRecord<>(
                    name(), null, event.uid().getBytes(UTF_8), value, FindingHeaders.of(event)));
      }
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
    awaitMarks();
  }

  /** The broker writes the marks of a transaction after it has answered. */
  private void awaitMarks() {
    try (KafkaConsumer<byte[], byte[]> committed = consumer();
        KafkaConsumer<byte[], byte[]> all =
            new KafkaConsumer<>(
                new TreeMap<String, Object>(cluster.kafka()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = partitions(all, name());
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!all.endOffsets(partitions).equals(committed.endOffsets(partitions))) {
        if (System.nanoTime() > end) {
          fail("the transaction did not end");
        }
        Thread.onSpinWait();
      }
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
    }
    return read;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new TreeMap<>(cluster.kafka());
    properties.put("isolation.level", "read_committed");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A delivery in a thread of its own. */
  record Running(SinkService service) implements AutoCloseable {
    void await(BooleanSupplier state) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!state.getAsBoolean()) {
        if (System.nanoTime() > end) {
          fail("not within " + PATIENCE.toSeconds() + " s");
        }
        Thread.sleep(50);
      }
    }

    @Override
    public void close() {
      service.close();
    }
  }
}
