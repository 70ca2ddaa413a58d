package io.diffy.acceptance.overload;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.acceptance.faults.Ledger;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks the groups of a {@link Crowd} and takes the time until a reader sees them judged. */
final class Rounds implements AutoCloseable {
  private static final long EVERY_MILLIS = 50;
  private static final long PATIENCE_MILLIS = 300_000;

  /** Its times lie 200 s ahead, which a host's clock may. */
  private static final int BIG_ROUND = 200_000;

  private final Crowd crowd;
  private final Records records;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> evaluations;
  private final AtomicReference<Exception> refused = new AtomicReference<>();
  private final Map<String, Open> open = new HashMap<>();
  private int round;
  private long coveredOfTheBigOne;
  private int judgementsOfTheBigOne;
  private volatile long bigBegin;
  private volatile long bigSent;
  private long bigJudged;

  /** A round that was asked, and how many of its queries are not judged yet. */
  private record Open(long begin, int left) {}

  Rounds(String bootstrapServers, Topics topics, Crowd crowd) {
    this.crowd = crowd;
    this.records = new Records(topics);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", 1, "compression.type", "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    evaluations =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, topics.evaluations().partitions())
            .mapToObj(partition -> new TopicPartition(topics.evaluations().name(), partition))
            .toList();
    evaluations.assign(partitions);
    evaluations.seekToBeginning(partitions);
  }

  /** Asks a small group every 50 ms for so long, and on until it is enough; then waits for all. */
  Latencies measure(long millis, BooleanSupplier enough) {
    Latencies latencies = new Latencies();
    long begin = System.nanoTime();
    long asked = 0;
    while (millisSince(begin) < millis || !enough.getAsBoolean() || !open.isEmpty()) {
      boolean asking = millisSince(begin) < millis || !enough.getAsBoolean();
      if (asking && millisSince(begin) >= asked * EVERY_MILLIS) {
        askASmallOne();
        asked++;
      }
      evaluations.poll(Duration.ofMillis(2)).forEach(record -> enter(record, latencies));
      if (refused.get() != null) {
        throw new AssertionError("the broker refused a record", refused.get());
      }
      if (millisSince(begin) > PATIENCE_MILLIS) {
        throw new AssertionError("not judged after 5 minutes: " + open.keySet());
      }
    }
    return latencies;
  }

  /** Returns when the broker has all its answers. */
  void askTheBigOne() {
    bigBegin = System.nanoTime();
    ask(Crowd.BIG_GROUP, crowd.big(), BIG_ROUND);
    producer.flush();
    bigSent = System.nanoTime();
  }

  boolean bigIsJudged() {
    return judgementsOfTheBigOne == Crowd.QUERIES.size();
  }

  /** Answers of the big group that its judgements counted. */
  long coveredOfTheBigOne() {
    return coveredOfTheBigOne;
  }

  double secondsToSendTheBigOne() {
    return (bigSent - bigBegin) / 1e9;
  }

  double secondsToJudgeTheBigOne() {
    return (bigJudged - bigSent) / 1e9;
  }

  @Override
  public void close() {
    producer.close();
    evaluations.close();
  }

  private void askASmallOne() {
    round++;
    String group = "small-" + (round % crowd.small());
    open.put(Crowd.roundId(round), new Open(System.nanoTime(), Crowd.QUERIES.size()));
    ask(group, Crowd.HOSTS, round);
  }

  private void ask(String group, int hosts, int number) {
    write(records.control(crowd.announcement(group, hosts, number)));
    for (Observation answer : crowd.answers(group, hosts, number)) {
      write(records.observation(answer));
    }
  }

  private void enter(ConsumerRecord<byte[], byte[]> record, Latencies latencies) {
    JsonNode json = Ledger.withoutTimes(record.value());
    String roundId = json.at("/round_id").asText();
    if (roundId.equals(Crowd.roundId(BIG_ROUND))) {
      judgementsOfTheBigOne++;
      coveredOfTheBigOne += json.at("/covered").size();
      bigJudged = System.nanoTime();
      return;
    }
    Open asked = open.remove(roundId);
    if (asked.left > 1) {
      open.put(roundId, new Open(asked.begin, asked.left - 1));
    } else {
      latencies.add(millisSince(asked.begin));
    }
  }

  private void write(ProducerRecord<byte[], byte[]> record) {
    // The callback hears of the error; nobody waits for one record.
    var unused =
        producer.send(
            record,
            (metadata, error) -> {
              if (error != null) {
                refused.compareAndSet(null, error);
              }
            });
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }
}
