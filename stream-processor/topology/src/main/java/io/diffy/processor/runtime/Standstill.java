package io.diffy.processor.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether reading gets on. What counts is what was committed: a transaction that is rolled back and
 * begun again, over and over, is no progress.
 */
final class Standstill {
  private static final Logger LOG = LoggerFactory.getLogger(Standstill.class);

  /** From when on it is told. */
  static final Duration TOLD_AFTER = Duration.ofMinutes(1);

  /** Rolled back so often without a commit, it will not end by itself. */
  private static final int HOPELESS = 3;

  private static final int MANY = 1_000;

  private final Map<TopicPartition, Place> places = new ConcurrentHashMap<>();
  private final Map<Integer, Long> moved = new ConcurrentHashMap<>();
  private final Map<Thread, Long> polled = new ConcurrentHashMap<>();
  private final Set<Thread> out = ConcurrentHashMap.newKeySet();
  private final RecordsInHand records;
  private final AtomicInteger rolledBack = new AtomicInteger();
  private final Duration longest;
  private final Clock clock;

  /**
   * Knows of no partition yet.
   *
   * @param records that are being processed now
   * @param longest how long it may stand before it is out of its group
   */
  Standstill(RecordsInHand records, Duration longest, Clock clock) {
    this.records = records;
    this.longest = longest;
    this.clock = clock;
  }

  /**
   * How far a partition got.
   *
   * @param next the first record that is not committed
   * @param read behind the last record that was read
   * @param lag how many more the broker has
   */
  private record Place(long next, long read, long lag) {
    boolean waits() {
      return next < read || lag > 0;
    }
  }

  /** A thread is back at its consumer. */
  void polled() {
    long now = clock.millis();
    polled.put(Thread.currentThread(), now);
    Set<Integer> waiting = new HashSet<>();
    places.forEach(
        (partition, place) -> {
          if (place.waits()) {
            waiting.add(partition.partition());
          }
        });
    places.keySet().stream()
        .map(TopicPartition::partition)
        .filter(partition -> !waiting.contains(partition) || !moved.containsKey(partition))
        .forEach(partition -> moved.put(partition, now));
  }

  /** The thread of a consumer that is closed needs not come back. */
  void ended() {
    polled.remove(Thread.currentThread());
    joined();
  }

  /** Kafka took this thread's partitions, or its transaction; it joins its group again. */
  void out(String why) {
    LOG.warn("{}; it joins again, and what was not committed is read again", why);
    out.add(Thread.currentThread());
  }

  /** This thread has its share of the partitions. */
  void joined() {
    out.remove(Thread.currentThread());
  }

  /**
   * What a poll gave of a partition.
   *
   * @param first offset of the first record; empty when none came
   * @param position of the next poll
   * @param lag from there to the end
   */
  void read(TopicPartition partition, OptionalLong first, long position, long lag) {
    places.compute(
        partition,
        (p, before) ->
            new Place(
                before == null ? first.orElse(position) : before.next,
                first.isPresent() || before == null ? position : before.read,
                lag));
  }

  /** Somebody else reads it from now on, or nobody. */
  void left(TopicPartition partition) {
    places.remove(partition);
    moved.keySet().retainAll(places.keySet().stream().map(TopicPartition::partition).toList());
  }

  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    rolledBack.set(0);
    joined();
    offsets.forEach(
        (partition, to) -> {
          moved.put(partition.partition(), clock.millis());
          places.computeIfPresent(
              partition,
              (p, before) ->
                  new Place(to.offset(), Math.max(before.read, to.offset()), before.lag));
        });
  }

  void rolledBack() {
    rolledBack.incrementAndGet();
  }

  /** Whether nothing that is known of waits. */
  boolean caughtUp() {
    return !places.isEmpty() && places.values().stream().noneMatch(Place::waits);
  }

  /** Whether more waits than what comes and goes all the time. */
  boolean isBehind() {
    return places.values().stream().anyMatch(place -> place.lag > MANY);
  }

  /** In words where it stands and for how long; empty when it gets on or has nothing to do. */
  Optional<String> told() {
    return longerThan(TOLD_AFTER)
        .map(Standing::sentence)
        .or(() -> out.stream().findAny().map(t -> "is out of its group and joins again"));
  }

  /** The same when it will not get on by itself. */
  Optional<String> hopeless() {
    return longerThan(longest)
        .filter(standing -> standing.hangs || rolledBack.get() >= HOPELESS)
        .map(Standing::sentence);
  }

  private record Standing(long millis, boolean hangs, String where) {
    String sentence() {
      return "stands at %s for %d s".formatted(where, millis / 1000);
    }
  }

  private Optional<Standing> longerThan(Duration limit) {
    long now = clock.millis();
    return Stream.concat(
            polled.entrySet().stream()
                .filter(thread -> thread.getKey().isAlive())
                .map(thread -> hanging(thread, now)),
            moved.entrySet().stream().map(partition -> unmoved(partition, now)))
        .filter(standing -> standing.millis >= limit.toMillis())
        .max(Comparator.comparing(Standing::hangs).thenComparing(Standing::millis));
  }

  private Standing unmoved(Map.Entry<Integer, Long> partition, long now) {
    return new Standing(now - partition.getValue(), false, place(partition.getKey()));
  }

  private Standing hanging(Map.Entry<Thread, Long> thread, long now) {
    String where = records.now(thread.getKey()).orElseGet(() -> code(thread.getKey()));
    return new Standing(now - thread.getValue(), true, where);
  }

  private String place(int partition) {
    return records
        .now(partition)
        .orElseGet(
            () ->
                places.entrySet().stream()
                    .filter(p -> p.getKey().partition() == partition && p.getValue().waits())
                    .map(p -> p.getKey() + " offset " + p.getValue().next)
                    .sorted()
                    .findFirst()
                    .orElse("partition " + partition));
  }

  /** Of a thread that processes no record: what it is busy with, by its class and method. */
  private static String code(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .filter(
            frame ->
                !frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk."))
        .findFirst()
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .map(in -> in.startsWith("org.apache.kafka.clients.") ? "an answer of Kafka, in " + in : in)
        .orElse("an unknown place");
  }
}
