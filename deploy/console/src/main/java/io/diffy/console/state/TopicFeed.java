package io.diffy.console.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.AccessTrouble;
import io.diffy.cluster.Cluster;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads the public topics from their beginning, for ever, outside any consumer group: so any number
 * of consoles may run, and one that starts anew knows what all know.
 */
public final class TopicFeed implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_AT_ENDS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int DEAD_LETTERS_OF_A_PARTITION = 1_000;

  private final Cluster cluster;
  private final Topics topics;
  private final ConsoleState state;
  private final Duration history;
  private final Consumer<Change> changes;
  private final Runnable beat;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final DeadRecords dead = new DeadRecords();
  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final List<Change> fresh = new ArrayList<>();
  private final Thread thread;
  private volatile Progress progress;
  private volatile boolean closing;
  private long lookedAtEnds;

  /**
   * How far it is.
   *
   * @param ready whether all that lay on the topics was read once
   * @param words how it is, for a person
   */
  public record Progress(boolean ready, String words, List<Read> topics) {}

  /** How far one topic is read. */
  public record Read(String topic, long read, long end) {}

  /**
   * Reads nothing yet.
   *
   * @param history how far back evaluations are read, which are most of all
   * @param changes is told what comes once all is known
   * @param beat runs now and then, also when nothing comes
   */
  public TopicFeed(
      Cluster cluster,
      ConsoleState state,
      Duration history,
      Consumer<Change> changes,
      Runnable beat) {
    this.cluster = cluster;
    this.topics = cluster.topics();
    this.state = state;
    this.history = history;
    this.changes = changes;
    this.beat = beat;
    consumer =
        cluster.consumer(
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                "2000"));
    progress = new Progress(false, "connecting to Kafka", List.of());
    thread = new Thread(this::follow, "console-topics");
    thread.setDaemon(true);
  }

  /** Begins, beside the caller. */
  public void start() {
    thread.start();
  }

  /** How far it is. */
  public Progress progress() {
    return progress;
  }

  private void follow() {
    while (!closing) {
      try {
        if (begins.isEmpty() && !assign()) {
          pause();
          continue;
        }
        take(consumer.poll(POLL));
        report();
        beat.run();
      } catch (WakeupException stopped) {
        return;
      } catch (KafkaException trouble) {
        String words =
            AccessTrouble.sentence(trouble)
                .orElseGet(() -> "Kafka does not answer: " + trouble.getMessage());
        progress = new Progress(progress.ready(), words, progress.topics());
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing = true;
    }
  }

  private List<Topic<?>> wanted() {
    List<Topic<?>> wanted =
        new ArrayList<>(
            List.of(
                topics.findings(),
                topics.evaluations(),
                topics.exceptions(),
                topics.baselines(),
                topics.audit(),
                topics.deadLetters()));
    topics.findingsState().ifPresent(wanted::add);
    return wanted;
  }

  /** False while there is a topic that is not there yet. */
  private boolean assign() {
    List<TopicPartition> all = new ArrayList<>();
    Map<String, ?> there = consumer.listTopics(PATIENCE);
    for (Topic<?> topic : wanted()) {
      if (!there.containsKey(topic.name())) {
        progress =
            new Progress(
                false,
                "topic %s is not there: has a processor run, and is --topic-prefix right?"
                    .formatted(topic.name()),
                List.of());
        return false;
      }
      consumer
          .partitionsFor(topic.name(), PATIENCE)
          .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(all);
    consumer.seekToBeginning(all);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(all, PATIENCE);
    ends.putAll(consumer.endOffsets(all, PATIENCE));
    Map<TopicPartition, Long> since = new HashMap<>();
    all.stream()
        .filter(one -> one.topic().equals(topics.evaluations().name()))
        .forEach(one -> since.put(one, Instant.now().minus(history).toEpochMilli()));
    consumer
        .offsetsForTimes(since, PATIENCE)
        .forEach((one, from) -> skip(one, from == null ? ends.get(one) : from.offset(), first));
    for (TopicPartition one : all) {
      if (one.topic().equals(topics.deadLetters().name())) {
        skip(one, Math.max(first.get(one), ends.get(one) - DEAD_LETTERS_OF_A_PARTITION), first);
      }
    }
    begins.putAll(first);
    return true;
  }

  private void skip(TopicPartition partition, long from, Map<TopicPartition, Long> first) {
    consumer.seek(partition, from);
    first.put(partition, from);
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    if (records.isEmpty()) {
      return;
    }
    fresh.clear();
    state.write(
        () -> {
          for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
              take(record);
            } catch (MalformedRecord e) {
              state.unreadable();
            }
          }
        });
    if (progress.ready()) {
      fresh.forEach(changes);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    String name = record.topic();
    if (name.equals(topics.deadLetters().name())) {
      state.dead(dead.of(record));
    } else if (name.equals(topics.exceptions().name())) {
      exception(record);
    } else if (name.equals(topics.baselines().name())) {
      baseline(record);
    } else if (record.value() == null) {
      // Of findings-state: closed for long. What is known of its life stays.
      return;
    } else if (name.equals(topics.evaluations().name())) {
      Evaluation evaluation = topics.evaluations().codec().decode(record.value());
      Judged judged = Judged.of(evaluation, record.partition(), record.offset());
      state.evaluation(evaluation, judged);
      fresh.add(new Change.OfEvaluation(judged));
    } else if (name.equals(topics.audit().name())) {
      ConsoleState.Audited entry =
          new ConsoleState.Audited(
              Instant.ofEpochMilli(record.timestamp()),
              topics.audit().codec().decode(record.value()),
              record.partition() + "-" + record.offset());
      state.audit(entry);
      fresh.add(new Change.OfAudit(entry));
    } else {
      var event = topics.findings().codec().decode(record.value());
      if (state.finding(event, record.value())) {
        fresh.add(new Change.OfFinding(event));
      }
    }
  }

  private void exception(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    boolean proposal = Records.isProposal(record.key());
    if (proposal && !cluster.trust().required()) {
      return;
    }
    String key = key(record);
    if (record.value() == null) {
      state.exception(key, proposal, Optional.empty());
      return;
    }
    var rule = topics.exceptions().codec().decode(record.value());
    state.exception(key, proposal, Optional.of(rule));
    fresh.add(new Change.OfException(rule));
  }

  private void baseline(ConsumerRecord<byte[], byte[]> record) throws MalformedRecord {
    if (!Records.isProposal(record.key()) || cluster.trust().required()) {
      state.baseline(
          key(record),
          record.value() == null
              ? Optional.empty()
              : Optional.of(topics.baselines().codec().decode(record.value())));
    }
  }

  /** What holds everywhere stands in each partition under one key, and is one thing. */
  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null
        ? record.partition() + "-" + record.offset()
        : new String(record.key(), UTF_8);
  }

  private void report() {
    if (System.nanoTime() - lookedAtEnds > LOOK_AT_ENDS.toNanos() || !progress.ready()) {
      ends.putAll(consumer.endOffsets(ends.keySet(), PATIENCE));
      lookedAtEnds = System.nanoTime();
    }
    Map<String, long[]> counts = new TreeMap<>();
    ends.forEach(
        (partition, end) -> {
          long begin = begins.get(partition);
          long[] count = counts.computeIfAbsent(partition.topic(), t -> new long[2]);
          count[0] += Math.max(0, consumer.position(partition, PATIENCE) - begin);
          count[1] += Math.max(0, end - begin);
        });
    List<Read> read =
        counts.entrySet().stream()
            .map(e -> new Read(e.getKey(), e.getValue()[0], e.getValue()[1]))
            .toList();
    boolean all = read.stream().allMatch(topic -> topic.read() >= topic.end());
    boolean first = all && !progress.ready();
    boolean ready = all || progress.ready();
    progress = new Progress(ready, ready ? "caught up" : "reading the topics", read);
    if (first) {
      changes.accept(new Change.Ready());
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
