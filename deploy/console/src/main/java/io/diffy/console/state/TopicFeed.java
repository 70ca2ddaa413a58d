package io.diffy.console.state;

import io.diffy.cluster.AccessTrouble;
import io.diffy.cluster.Cluster;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the public topics from their beginning, for ever, outside any consumer group: so any number
 * of consoles may run, and one that starts anew knows what all know.
 */
public final class TopicFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LOOK_AT_ENDS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int DEAD_LETTERS_OF_A_PARTITION = 1_000;

  private final Topics topics;
  private final ConsoleState state;

  /** Most of what there is, and it only grows; the others are small, and read anew. */
  private final Set<String> kept = new HashSet<>();

  private final Duration history;
  private final Consumer<Change> changes;
  private final Runnable beat;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordIntake intake;
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
    this.topics = cluster.topics();
    this.state = state;
    this.intake = new RecordIntake(cluster, state);
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
    kept.addAll(List.of(topics.findings().name(), topics.evaluations().name()));
    topics.findingsState().ifPresent(topic -> kept.add(topic.name()));
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
      } catch (RuntimeException | Error bug) {
        // Whoever asks from now on must not be answered with what was known then.
        LOG.error("the topics are no longer read", bug);
        progress =
            new Progress(
                false, "the console no longer reads the topics, start it anew", progress.topics());
        return;
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
    goOn(all, first);
    begins.putAll(first);
    return true;
  }

  /** What is kept of the big topics is not read again. */
  private void goOn(List<TopicPartition> all, Map<TopicPartition, Long> first) {
    progress = new Progress(false, "reading the local copy of the topics", List.of());
    Map<TopicPartition, Long> known = intake.load(wanted());
    for (TopicPartition one : all) {
      long from = known.getOrDefault(one, 0L);
      if (from > first.get(one) && from <= ends.get(one)) {
        skip(one, from, first);
      }
    }
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
              intake.take(record, fresh);
            } catch (MalformedRecord e) {
              state.unreadable();
            }
          }
          for (TopicPartition one : records.partitions()) {
            if (kept.contains(one.topic())) {
              state.readUpTo(one, consumer.position(one, PATIENCE));
            }
          }
        });
    if (progress.ready()) {
      fresh.forEach(changes);
    }
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
