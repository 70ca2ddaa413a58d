package io.diffy.kafkalogger;

import io.diffy.agent.collect.Outgoing;
import io.diffy.cluster.AccessTrouble;
import io.diffy.cluster.Cluster;
import io.diffy.follow.CollectorIntake;
import io.diffy.input.InputTally;
import io.diffy.osquerylog.HostNames;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.topic.Records;
import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Takes what osquery's Kafka logger writes to a topic and publishes it as observations, under the
 * keys of their groups. What is read and what is published stand in one transaction. Of differences
 * the state is in memory: who gets a partition reads what lies before its place once more, without
 * publishing.
 *
 * <p>One thread runs it; {@link #close} from another ends it.
 */
public final class KafkaLoggerCollector implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Terms terms;
  private final Records records;
  private final Clock clock;
  private final Consumer<BadLine> badLines;
  private final InputTally tally = new InputTally();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, PartitionLog> logs = new HashMap<>();
  private final List<Observation> made = new ArrayList<>();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean stopped;
  private long lines;
  private long observations;
  private long again;

  /**
   * How to read.
   *
   * @param topic that osqueryd's {@code --logger_kafka_topic} names
   * @param consumerGroup of all copies of this collector; the copies share the partitions
   * @param hosts who wrote a line
   * @param packs whose queries are known by their own names and intervals
   * @param rewind how far before its place a partition is read once more for the state of
   *     differences
   */
  public record Terms(
      String topic, String consumerGroup, HostNames hosts, List<Pack> packs, Duration rewind) {}

  /** One that has not begun. */
  public KafkaLoggerCollector(
      Terms terms, Cluster cluster, Clock clock, Consumer<BadLine> badLines) {
    this.terms = terms;
    this.records = new Records(cluster.topics());
    this.clock = clock;
    this.badLines = badLines;
    consumer =
        cluster.consumer(
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                terms.consumerGroup(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
    Map<String, Object> properties = new TreeMap<>(cluster.kafka());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(9 << 20));
    // Fenced by the generation of the consumer group, not by this name.
    properties.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, terms.consumerGroup() + "-" + UUID.randomUUID());
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Publishes until it is closed, on this thread. */
  public void run(Runnable started) {
    try {
      producer.initTransactions();
      consumer.subscribe(Set.of(terms.topic()), new Places());
      started.run();
      while (!stopped) {
        step();
      }
    } catch (WakeupException e) {
      // Closed while it waited.
    } catch (KafkaException e) {
      throw new CommandFailure(
          "--kafka-logger %s: %s"
              .formatted(terms.topic(), AccessTrouble.sentence(e).orElseGet(e::getMessage)),
          e);
    } finally {
      producer.close(PATIENCE);
      consumer.close();
      finished.countDown();
    }
  }

  /** Ends the reading; what was read and not published is read again by the next. */
  @Override
  public void close() {
    stopped = true;
    consumer.wakeup();
    boolean unused = Waiting.done(finished, PATIENCE);
  }

  /** For a person. */
  public String summary() {
    return "lines %,d, observations %,d, lines read again for the state of differences %,d"
        .formatted(lines, observations, again);
  }

  private void step() {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
    Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      if (logs.get(partition).read(record)) {
        places.put(partition, new OffsetAndMetadata(record.offset() + 1));
      }
    }
    if (polled.isEmpty()) {
      logs.values().forEach(PartitionLog::endQuietRuns);
    }
    if (places.isEmpty() && made.isEmpty()) {
      return;
    }
    try {
      commit(places);
    } catch (CommitFailedException e) {
      // Somebody else has the partitions now, or this one has them anew: from the last place on.
      producer.abortTransaction();
      begin(consumer.assignment());
    }
    made.clear();
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> places) {
    producer.beginTransaction();
    for (Observation observation : made) {
      Outgoing.of(observation)
          .forEach(
              part -> {
                Future<?> unused = producer.send(records.observation(part));
              });
    }
    if (!places.isEmpty()) {
      producer.sendOffsetsToTransaction(places, consumer.groupMetadata());
    }
    producer.commitTransaction();
    observations += made.size();
  }

  /** Reads the partitions from before their places on. */
  private void begin(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> places = consumer.committed(Set.copyOf(partitions));
    Map<TopicPartition, Long> times = new HashMap<>();
    long from = clock.instant().minus(terms.rewind()).toEpochMilli();
    partitions.forEach(partition -> times.put(partition, from));
    Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata place = places.get(partition);
      if (place == null) {
        consumer.seekToBeginning(Set.of(partition));
        logs.put(partition, new PartitionLog(0));
      } else {
        OffsetAndTimestamp start = starts.get(partition);
        consumer.seek(
            partition, start == null ? place.offset() : Math.min(start.offset(), place.offset()));
        logs.put(partition, new PartitionLog(place.offset()));
      }
    }
  }

  /** What was read of one partition, in which all lines of a host lie. */
  private final class PartitionLog {
    private final long place;
    private final CollectorIntake intake;
    private boolean muted;
    private boolean caughtUp;

    /**
     * @param place where the next unpublished record lies
     */
    PartitionLog(long place) {
      this.place = place;
      this.caughtUp = place == 0;
      this.intake = new CollectorIntake(terms.hosts(), terms.packs(), this::take, badLines, tally);
    }

    /** Whether it was new. */
    boolean read(ConsumerRecord<byte[], byte[]> record) {
      muted = record.offset() < place;
      if (record.value() != null) {
        lines += muted ? 0 : 1;
        again += muted ? 1 : 0;
        intake.line(
            "%s-%d".formatted(record.topic(), record.partition()), record.offset(), record.value());
      }
      boolean fresh = !muted;
      muted = false;
      caughtUp |= record.offset() + 1 >= place;
      return fresh;
    }

    void endQuietRuns() {
      if (caughtUp) {
        intake.endQuietRuns();
      }
    }

    private void take(Observation observation) {
      if (!muted) {
        made.add(observation);
      }
    }
  }

  private final class Places implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      begin(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      logs.keySet().removeAll(partitions);
    }
  }
}
