package io.diffy.acceptance.overload;

import io.diffy.acceptance.FreePorts;
import io.diffy.acceptance.OwnThread;
import io.diffy.acceptance.faults.Brokers;
import io.diffy.acceptance.faults.Processors;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * One processor on topics of its own, somebody who sends, and somebody who reads what came of it.
 */
final class Stage implements AutoCloseable {
  /** As the operations page says of memory; everything else is as a user starts it. */
  private static final String HEAP = "-Xmx512m";

  private static final String NAME = "a";
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final String prefix;
  private final Processors processors;
  private final Vitals vitals;
  private final Admin admin;
  private final Lag lag;
  private final Sender sender;
  private final Tally tally;
  private final Path samples;
  private long highestLag;

  Stage(Brokers brokers, Path folder, String prefix, Storm storm) throws Exception {
    this.prefix = prefix;
    samples = folder.resolve(prefix + ".csv");
    Topics topics = new Topics(prefix, Topics.DEFAULT_PARTITIONS);
    String servers = brokers.bootstrapServers();
    int port = FreePorts.one();
    List<String> options = new ArrayList<>(Vitals.options(port));
    options.add(HEAP);
    processors = new Processors(folder.resolve(prefix), servers, prefix);
    // A whole night comes within minutes, and all of it within one daily window.
    Path config = Files.createDirectories(folder).resolve("limits.properties");
    Files.writeString(config, "limit.answers=" + Integer.MAX_VALUE + "\n");
    processors.start(NAME, options, List.of("--config", config.toAbsolutePath().toString()));
    processors.awaitReady(NAME);
    vitals = new Vitals(processors.get(NAME), port);
    admin = brokers.admin();
    lag =
        new Lag(
            admin,
            prefix + "-processor",
            topics.observations().name(),
            topics.observations().partitions());
    sender = new Sender(servers, storm, topics);
    tally = new Tally(servers, topics);
  }

  Sender sender() {
    return sender;
  }

  Tally tally() {
    return tally;
  }

  Vitals vitals() {
    return vitals;
  }

  long highestLag() {
    return highestLag;
  }

  /** Never more than this ahead of what was judged. */
  Sender.Pace keepingUp(int ahead) {
    return rounds -> {
      while (tally.judgements() < (long) (rounds - ahead) * Storm.JUDGEMENTS_PER_ROUND) {
        TimeUnit.MILLISECONDS.sleep(2);
      }
    };
  }

  /** Sends in the background. */
  CompletableFuture<Void> send(int rounds, long deadlineNanos, Sender.Pace pace) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            sender.send(rounds, deadlineNanos, pace);
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        OwnThread::start);
  }

  /** Reads and samples until so many judgements came; gives up when nothing comes for 2 minutes. */
  void watch(long judgements, CompletableFuture<Void> sending) throws Exception {
    long begin = System.nanoTime();
    long nextSample = begin;
    long lastProgress = begin;
    long before = -1;
    while (tally.judgements() < judgements || !sending.isDone()) {
      tally.poll();
      long now = System.nanoTime();
      if (tally.judgements() > before) {
        before = tally.judgements();
        lastProgress = now;
      }
      if (now >= nextSample) {
        nextSample = now + TimeUnit.SECONDS.toNanos(1);
        sample((now - begin) / 1e9);
      }
      if (sending.isCompletedExceptionally()) {
        sending.join();
      }
      if (now - lastProgress > STUCK_NANOS || !processors.get(NAME).alive()) {
        return;
      }
    }
  }

  /** Empty, or what it said when it ended. */
  List<String> fallen() throws Exception {
    return processors.fallen(List.of(NAME));
  }

  @Override
  public void close() throws IOException {
    sender.close();
    tally.close();
    vitals.close();
    processors.close();
    admin.close();
  }

  @Override
  public String toString() {
    return prefix;
  }

  /** A line for each second: seconds, lag, highest heap and RSS in MB, judgements so far. */
  private void sample(double second) throws Exception {
    long behind = lag.now();
    highestLag = Math.max(highestLag, behind);
    vitals.look();
    String line =
        String.format(
            Locale.ROOT,
            "%.0f,%d,%d,%d,%d%n",
            second,
            behind,
            vitals.highestHeapMb(),
            vitals.highestRssMb(),
            tally.judgements());
    Files.writeString(samples, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
