package io.diffy.processor.runtime;

import io.diffy.processor.DiffyTopology;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.StreamsProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology: start, wait until it is ready, wait until it stops, rethrow what stopped it. A
 * bug or a broken store ends the process; only malformed input is survived, in the dead letters.
 */
public final class StreamsRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  private final RetentionCounts counts;
  private final RetentionWatch watch;
  private final RecordsInHand records;
  private final Standstill standstill;
  private final RunWatch runWatch;
  private final KafkaStreams streams;
  private final RestoreCount restores = new RestoreCount();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<ProcessorFailed> failure = new AtomicReference<>();

  private StreamsRunner(DiffyConfig config, RecordsInHand records) {
    Clock clock = Clock.systemUTC();
    this.records = records;
    counts = RetentionCounts.register(config.applicationId());
    watch = new RetentionWatch(config, counts, clock);
    standstill = new Standstill(records, StreamsProperties.longestAway(config), clock);
    runWatch = new RunWatch(standstill, watch::gone, this::end, restores::tell);
    streams =
        new KafkaStreams(
            DiffyTopology.build(config, records),
            StreamsProperties.of(config),
            new WatchedClients(
                new SkippedRangeReport(config, counts, clock), watch, standstill, records, clock));
    streams.setUncaughtExceptionHandler(this::fail);
    streams.setGlobalStateRestoreListener(restores);
    streams.setStateListener(this::changed);
  }

  /**
   * Starts the topology; the topics must exist.
   *
   * @throws ProcessorFailed when its folder or its state can't be used
   */
  public static StreamsRunner start(DiffyConfig config) {
    // First of all: where another processor has the folder, nothing is to be opened.
    RecordsInHand records =
        RecordsInHand.open(config.stateDir(), config.applicationId(), config.topics());
    try {
      return start(config, records);
    } catch (StreamsException e) {
      records.close();
      throw ProcessorFailed.by(e, Optional.empty());
    }
  }

  private static StreamsRunner start(DiffyConfig config, RecordsInHand records) {
    StreamsRunner runner = new StreamsRunner(config, records);
    runner.streams.start();
    if (config.timing().ticks().isPresent()) {
      // In a replay the records are old, and nothing deletes them.
      runner.watch.start(runner.runWatch::look);
    }
    return runner;
  }

  /**
   * Waits until all partitions are assigned and restored.
   *
   * @param patience how long nothing may be restored: a big state takes its time
   */
  public void awaitReady(Duration patience) {
    long restored;
    do {
      restored = restores.records();
      await(ready, patience);
    } while (ready.getCount() > 0 && restores.records() > restored);
    rethrow();
    // Not ready(): who joins others rebalances once more right after it has begun to run.
    if (!working()) {
      throw new ProcessorFailed(
          "the processor is not ready, and nothing moved for %d s (%s, %,d records restored): is the broker reachable?"
              .formatted(patience.toSeconds(), state(), restores.records()),
          null);
    }
  }

  /**
   * Waits until the topology has stopped, and throws what stopped it if that was not {@link
   * #close}.
   */
  public void awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  public boolean ready() {
    return streams.state() == State.RUNNING;
  }

  /**
   * Whether it may go on: false when Kafka Streams failed or ended, or when no thread of it lives.
   * True while it starts, restores, rebalances or is being closed.
   */
  public boolean live() {
    return switch (streams.state()) {
      case CREATED, PENDING_SHUTDOWN -> true;
      // Dead threads are not in the list.
      case RUNNING, REBALANCING ->
          failure.get() == null && !streams.metadataForLocalThreads().isEmpty();
      case PENDING_ERROR, ERROR, NOT_RUNNING -> false;
    };
  }

  /**
   * Whether it was {@link #ready} once and goes on: nothing that waits has stood for a minute. A
   * rebalance does not change it.
   */
  public boolean working() {
    return ready.getCount() == 0
        && streams.state().isRunningOrRebalancing()
        && live()
        && standstill.told().isEmpty();
  }

  /** The state of Kafka Streams, in lower case; where it stands still, at which record. */
  public String state() {
    return (streams.state().isRunningOrRebalancing() ? standstill.told() : Optional.<String>empty())
        .orElseGet(this::word);
  }

  /** What it counts, and its Kafka clients. */
  public ProcessorNumbers numbers() {
    return new ProcessorNumbers(
        streams.metrics(),
        restores.left(),
        streams.state().isRunningOrRebalancing() ? streams.metadataForLocalThreads().size() : 0,
        counts.getLost(),
        counts.getUsedPercent());
  }

  private String word() {
    return streams.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it ended, by itself or because it was closed. */
  public boolean stopped() {
    return streams.state().hasCompletedShutdown();
  }

  @Override
  public void close() {
    LOG.info("stopping: commits what was read and leaves the group");
    CloseOptions leave =
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(CLOSE_WITHIN);
    if (streams.close(leave)) {
      LOG.info("stopped");
    } else {
      LOG.warn(
          "the processor did not stop within {} s; its state is restored from the broker at the"
              + " next start",
          CLOSE_WITHIN.toSeconds());
    }
    records.close();
    watch.close();
    counts.close();
    stopped.countDown();
    ready.countDown();
  }

  private StreamThreadExceptionResponse fail(Throwable cause) {
    failure.compareAndSet(null, ProcessorFailed.by(cause, records.now(Thread.currentThread())));
    records.endsBy(cause);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** A thread that hangs can't be closed: whoever waits for the stop ends the process. */
  private void end(ProcessorFailed why) {
    failure.compareAndSet(null, why);
    ready.countDown();
    stopped.countDown();
  }

  private void changed(State now, State before) {
    if (now == State.REBALANCING && before == State.RUNNING) {
      LOG.info("rebalancing: partitions are shared out anew");
    }
    if (now == State.RUNNING) {
      restores.tell();
      LOG.info("running: every partition of this processor is restored and read");
      ready.countDown();
    }
    if (now == State.ERROR || now == State.NOT_RUNNING) {
      ready.countDown();
      stopped.countDown();
    }
  }

  private static void await(CountDownLatch latch, Duration patience) {
    try {
      latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() {
    ProcessorFailed cause = failure.get();
    if (cause != null) {
      throw cause;
    }
  }
}
