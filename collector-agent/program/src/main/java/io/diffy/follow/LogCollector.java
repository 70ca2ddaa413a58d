package io.diffy.follow;

import io.diffy.agent.collect.Outgoing;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.input.InputTally;
import io.diffy.input.LineSplitter;
import io.diffy.osquerylog.HostNames;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import io.diffy.service.Waiting;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Publishes what files hold, once or as they grow. One thread runs it; {@link #close} from another
 * ends it.
 */
public final class LogCollector implements AutoCloseable {
  /** Files are looked at that often when there is nothing new. */
  private static final Duration POLL = Duration.ofMillis(200);

  /** Beyond this the processor may not believe an observation's own time any more. */
  static final Duration LATE = Duration.ofHours(1);

  private static final Duration DELIVERY = ObservationPublisher.Limits.DEFAULT.deliveryTimeout();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LINES_PER_PROGRESS = 10_000;

  private final InputTally tally = new InputTally();
  private final CollectorIntake intake;
  private final ObservationPublisher publisher;
  private final Terms terms;
  private final Clock clock;
  private final Consumer<CollectorSummary> report;
  private final AtomicBoolean reported = new AtomicBoolean();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean started;
  private final AtomicLong tooOld = new AtomicLong();
  private final AtomicLong late = new AtomicLong();

  /**
   * A collector that has not begun.
   *
   * @param publisher is closed by the collector
   * @param badLines gets each line that can't be read
   * @param report gets the numbers at the end, however it ends, once
   */
  public LogCollector(
      Terms terms,
      ObservationPublisher publisher,
      Clock clock,
      Consumer<BadLine> badLines,
      Consumer<CollectorSummary> report) {
    this.intake = new CollectorIntake(terms.hosts(), terms.packs(), this::publish, badLines, tally);
    this.publisher = publisher;
    this.terms = terms;
    this.clock = clock;
    this.report = report;
  }

  /**
   * Reads and publishes on this thread. Returns when all is published, or, with {@code follow},
   * when it is closed.
   *
   * @param files paths, in the order in which they were written; {@code -} is standard input
   */
  public CollectorSummary run(List<String> files, boolean follow, Progress progress) {
    started = true;
    try {
      List<Tail> growing = new ArrayList<>();
      for (String file : files) {
        if (follow && !CollectorInput.isGzip(file)) {
          growing.add(new Tail(Path.of(file), (number, line) -> intake.line(file, number, line)));
        } else {
          read(file, progress);
        }
      }
      progress.idle();
      follow(growing);
      finish(progress);
    } catch (InterruptedException e) {
      // Whoever interrupts wants it to stop; the thread is theirs, so pass it on.
      Thread.currentThread().interrupt();
    } finally {
      publisher.close();
      report();
      finished.countDown();
    }
    return summary();
  }

  /** What became of the lines of the files. */
  public InputTally tally() {
    return tally;
  }

  /** Ends the reading, sends what was read before, and reports. */
  @Override
  public void close() {
    stop.countDown();
    if (!started) {
      publisher.close();
    } else if (!Waiting.done(finished, PATIENCE)) {
      // It waits for room at a broker that is away, or for standard input.
      publisher.close();
      report();
    }
  }

  private void read(String file, Progress progress) {
    progress.step("publishing " + file);
    LineSplitter lines =
        new LineSplitter(
            (number, line) -> {
              if (number % LINES_PER_PROGRESS == 0) {
                progress.detail("publishing %s, line %,d".formatted(file, number));
              }
              intake.line(file, number, line);
            });
    try (InputStream in = CollectorInput.open(file)) {
      tally.read(file, in, bytes -> lines.readAll(bytes, this::isStopped));
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
  }

  private void follow(List<Tail> growing) throws InterruptedException {
    long quietSince = System.nanoTime();
    while (!growing.isEmpty() && !isStopped()) {
      if (poll(growing)) {
        continue;
      }
      // Only here, at the end of every file, does silence mean that nothing more was written.
      if (System.nanoTime() - quietSince >= terms.quiet().toNanos()) {
        intake.endQuietRuns();
        intake.carry(clock.instant());
        quietSince = System.nanoTime();
      }
      boolean unused = stop.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
    for (Tail tail : growing) {
      try {
        tail.close();
      } catch (IOException e) {
        throw new CommandFailure("can't close " + tail + ": " + e.getMessage(), e);
      }
    }
  }

  private static boolean poll(List<Tail> growing) {
    boolean any = false;
    for (Tail tail : growing) {
      try {
        any |= tail.poll();
      } catch (IOException e) {
        throw new CommandFailure("can't read " + tail + ": " + e.getMessage(), e);
      }
    }
    return any;
  }

  private void finish(Progress progress) throws InterruptedException {
    if (isStopped()) {
      // What was being written this moment may be half an answer: the next start reads it again.
      intake.endQuietRuns();
      return;
    }
    intake.finish();
    progress.step("waiting for Kafka to take the last observations");
    boolean unused = publisher.flush(DELIVERY);
    progress.idle();
  }

  private void publish(Observation observation) {
    Duration age = Duration.between(observation.collectedAt(), clock.instant());
    if (terms.maxAge().map(limit -> age.compareTo(limit) > 0).orElse(false)) {
      tooOld.incrementAndGet();
      return;
    }
    if (age.compareTo(LATE) > 0) {
      late.incrementAndGet();
    }
    for (Observation part : Outgoing.of(observation)) {
      try {
        boolean unused = publisher.publish(part);
      } catch (InterruptedException e) {
        // It is counted as dropped.
        Thread.currentThread().interrupt();
        stop.countDown();
      }
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  private void report() {
    if (reported.compareAndSet(false, true)) {
      report.accept(summary());
    }
  }

  private CollectorSummary summary() {
    return new CollectorSummary(intake.read(), tooOld.get(), late.get(), publisher.metrics());
  }

  /**
   * How to read.
   *
   * @param hosts who wrote a line
   * @param packs whose queries are known by their own names and intervals
   * @param maxAge what is older is left out, and counted; empty to leave out nothing
   * @param quiet a run of a followed file that nothing joined for so long has ended
   */
  public record Terms(
      HostNames hosts, List<Pack> packs, Optional<Duration> maxAge, Duration quiet) {
    public static final Duration DEFAULT_QUIET = Duration.ofSeconds(1);
  }
}
