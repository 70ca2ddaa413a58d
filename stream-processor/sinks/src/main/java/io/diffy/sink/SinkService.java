package io.diffy.sink;

import io.diffy.cluster.Cluster;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.RetryBackoff;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Takes the records of a topic to a target: read, gather, deliver, write down how far. In this
 * order nothing is lost; what was delivered but not written down is delivered again, which a sink
 * must bear. A target that can't take anything is tried for ever; only this delivery waits for it.
 */
final class SinkService implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOPPING = Duration.ofSeconds(30);

  /** How long a target may still take when it is to stop, before it is interrupted. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private static final RetryBackoff BACKOFF =
      RetryBackoff.doubling(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final SinkPlan plan;
  private final SinkConsumer consumer;
  private final SinkDeadLetters deadLetters;
  private final SinkReport report;
  private final SinkTalk talk;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Of the records at hand: those whose partitions went away meanwhile are somebody else's. */
  private final Set<Integer> gone = new HashSet<>();

  private SinkBatch batch;
  private Optional<Sink> sink = Optional.empty();
  private volatile boolean stop;

  /** The thread that waits for the target, where one does. */
  private Optional<Thread> waiting = Optional.empty();

  /** Records that were read and have not come into a batch yet. */
  private long unread;

  /** Whether the last attempt before it was to stop failed: there is no other. */
  private boolean gaveUp;

  private boolean atEnd;

  /**
   * A delivery that has not begun.
   *
   * @param topic full name
   * @param talk hears of it
   */
  SinkService(Cluster cluster, String group, String topic, SinkPlan plan, SinkTalk talk) {
    this.plan = plan;
    this.talk = talk;
    this.batch = new SinkBatch(plan.habits());
    this.report = new SinkReport(plan.slug(), talk.lines(), talk.results());
    this.consumer = new SinkConsumer(cluster, group, topic, plan.fromStart(), new Changes());
    this.deadLetters = new SinkDeadLetters(cluster, plan.name());
  }

  /**
   * Delivers until {@link #close}, or until the end that the topic had. Throws what must not be
   * tried again: settings that are wrong, a bug.
   */
  void run() {
    try {
      interruptible(this::opened);
      Map<Integer, Long> ends = plan.untilEnd() ? consumer.ends() : Map.of();
      while (!stop && !isAt(ends)) {
        readOn();
      }
      if (!stop) {
        consumer.positions().forEach(batch::readUpTo);
      }
      if (!gaveUp) {
        deliver();
      }
      atEnd = !stop;
    } finally {
      talk.progress().accept("");
      report.stopped(left());
      closeAll();
      ended.countDown();
    }
  }

  SinkCounts counts() {
    return report.counts();
  }

  /**
   * Ends {@link #run}; what is gathered goes out before, if it goes at the first attempt and soon.
   */
  @Override
  public void close() {
    stop = true;
    if (!Waiting.done(ended, GRACE)) {
      synchronized (this) {
        waiting.ifPresent(Thread::interrupt);
      }
      boolean unused = Waiting.done(ended, STOPPING);
    }
  }

  @Override
  public String toString() {
    return "the sink " + plan.name();
  }

  private void readOn() {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    gone.clear();
    unread = records.count();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (batch.isFull()) {
        deliver();
      }
      if (stop) {
        return;
      }
      unread--;
      if (!gone.contains(record.partition())) {
        take(record);
      }
    }
    if (!stop && batch.isDue(System.nanoTime())) {
      consumer.positions().forEach(batch::readUpTo);
      deliver();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      report.passed();
      batch.pass(record.partition(), record.offset());
    } else {
      batch.add(SinkConsumer.record(record), System.nanoTime());
    }
  }

  /** Until it is delivered or, when it is to stop, until an attempt has failed. */
  private void deliver() {
    for (int failures = 1; !batch.next().isEmpty(); failures++) {
      try {
        List<SinkRecord> records = batch.records();
        List<Refused> refused =
            records.isEmpty() ? List.of() : interruptible(() -> opened().deliver(records));
        deadLetters.write(refused);
        report.delivered(records.size(), refused);
        Map<Integer, Long> places = batch.next();
        batch = new SinkBatch(plan.habits());
        consumer.commit(places);
        progress();
      } catch (PluginFailure e) {
        talk.progress().accept("");
        Duration pause = pause(failures, e.rest());
        report.failed(e.getMessage(), batch.records().size(), stop ? Duration.ZERO : pause);
        closeTarget();
        if (!stop) {
          await(pause);
        }
        gaveUp = stop;
        if (stop) {
          return;
        }
      }
    }
  }

  /** Longer each time, and never shorter than the target asks for. */
  static Duration pause(int failures, Duration rest) {
    Duration pause = BACKOFF.after(failures);
    return rest.compareTo(pause) > 0 ? rest : pause;
  }

  private OptionalLong left() {
    if (atEnd) {
      return OptionalLong.of(0);
    }
    OptionalLong lag = consumer.lag();
    return lag.isEmpty() ? lag : OptionalLong.of(batch.records().size() + unread + lag.getAsLong());
  }

  private void progress() {
    long left = left().orElse(0);
    talk.progress()
        .accept(
            left <= plan.habits().records()
                ? ""
                : "%,d delivered, about %,d to go".formatted(counts().getDelivered(), left));
  }

  /** What waits for the target ends when this is to end. */
  private <T> T interruptible(Supplier<T> work) {
    synchronized (this) {
      waiting = Optional.of(Thread.currentThread());
    }
    try {
      return work.get();
    } finally {
      synchronized (this) {
        waiting = Optional.empty();
        // What comes now is Kafka's, and must not be interrupted.
        boolean unused = Thread.interrupted();
      }
    }
  }

  private Sink opened() {
    if (sink.isEmpty()) {
      sink = Optional.of(plan.target().get());
    }
    return sink.get();
  }

  /** Its partitions stay its own, unless the broker has given them away. */
  private void await(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (!stop && System.nanoTime() < end) {
      consumer.stay(POLL);
    }
  }

  private boolean isAt(Map<Integer, Long> ends) {
    if (!plan.untilEnd()) {
      return false;
    }
    Map<Integer, Long> positions = consumer.positions();
    return !positions.isEmpty()
        && positions.entrySet().stream()
            .allMatch(place -> place.getValue() >= ends.getOrDefault(place.getKey(), 0L));
  }

  private void closeTarget() {
    sink.ifPresent(Sink::close);
    sink = Optional.empty();
  }

  private void closeAll() {
    try (consumer;
        deadLetters) {
      closeTarget();
    }
  }

  private final class Changes implements SinkConsumer.Listener {
    @Override
    public void dropped(Collection<Integer> partitions) {
      gone.addAll(partitions);
      batch.drop(partitions);
    }

    @Override
    public void lost(int partition, long records) {
      report.lost(partition, records);
    }
  }
}
