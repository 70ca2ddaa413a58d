package io.diffy.acceptance.faults;

import io.diffy.acceptance.OwnThread;
import io.diffy.cluster.KafkaCalls;
import io.diffy.cluster.TopicAdmin;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * One night, judged by two processors on topics of its own, with at most one fault in the middle.
 *
 * @param events what a reader of committed records saw, by finding and by judgement
 * @param wrong what is wrong with it by itself: lost, broken, fallen
 * @param secondsToCatchUp from the first blow until everything sent was judged; empty when it never
 *     was
 */
record Run(
    Map<String, List<String>> events, List<String> wrong, Optional<Double> secondsToCatchUp) {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** Early in the night, so that the load goes on during the fault and after it. */
  private static final int ROUNDS_BEFORE = 4;

  static Run undisturbed(Brokers brokers, Night night, Path folder) throws Exception {
    return of(brokers, night, folder, "undisturbed", Optional.empty());
  }

  static Run with(Fault fault, Brokers brokers, Night night, Path folder) throws Exception {
    String prefix = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return of(brokers, night, folder, prefix, Optional.of(fault));
  }

  private static Run of(
      Brokers brokers, Night night, Path folder, String prefix, Optional<Fault> fault)
      throws Exception {
    Topics topics = new Topics(prefix, Topics.DEFAULT_PARTITIONS);
    brokers.awaitWhole();
    try (Processors processors =
        new Processors(folder.resolve(prefix), brokers.bootstrapServers(), prefix)) {
      if (fault.isPresent()) {
        fault.get().prepare(processors);
      }
      processors.start("a");
      processors.start("b");
      processors.awaitReady("a");
      processors.awaitReady("b");
      Run run = watch(brokers, processors, new Load(night, topics), topics, fault);
      processors.stop();
      brokers.awaitWhole();
      forget(brokers, prefix);
      return run;
    }
  }

  private static Run watch(
      Brokers brokers, Processors processors, Load load, Topics topics, Optional<Fault> fault)
      throws Exception {
    CompletableFuture<Void> loaded = background(() -> load.send(brokers.bootstrapServers()));
    CompletableFuture<Void> struck = null;
    long blow = 0;
    Optional<Double> caughtUp = Optional.empty();
    List<String> wrong = new ArrayList<>();
    try (Ledger ledger = new Ledger(brokers.bootstrapServers(), topics)) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!done(struck) || !done(loaded) || ledger.judgements() < Night.judgements()) {
        ledger.poll();
        if (struck == null && fault.isPresent() && load.roundsSent() >= ROUNDS_BEFORE) {
          // Half a round later, in the middle of transactions.
          TimeUnit.MILLISECONDS.sleep(200);
          blow = System.nanoTime();
          struck = background(() -> fault.get().strike(brokers, processors, topics));
        }
        boolean allJudged =
            ledger.judgements() >= load.roundsSent() * Night.GROUPS * Night.QUERIES.size();
        if (struck != null && struck.isDone() && allJudged && caughtUp.isEmpty()) {
          caughtUp = Optional.of((System.nanoTime() - blow) / 1e9);
        }
        if (System.nanoTime() > end) {
          wrong.add(
              "%d of %d judgements after %d s, %d of %d rounds sent"
                  .formatted(
                      ledger.judgements(),
                      Night.judgements(),
                      PATIENCE.toSeconds(),
                      load.roundsSent(),
                      Night.ROUNDS));
          break;
        }
      }
      // What comes twice comes a moment later: two commits and a look for overdue windows.
      TimeUnit.SECONDS.sleep(2);
      ledger.pollToEnd();
      wrong.addAll(ledger.brokenContracts());
      wrong.addAll(processors.fallen(fault.map(Fault::survivors).orElse(List.of("a", "b"))));
      fault.ifPresent(f -> wrong.addAll(f.takeDeadLetters(ledger.events())));
      return new Run(ledger.events(), wrong, caughtUp);
    }
  }

  /** Topics cost the brokers a start and a look each; the next run has its own. */
  static void forget(Brokers brokers, String prefix) {
    try (Admin admin = brokers.admin()) {
      TopicAdmin topics = new TopicAdmin(admin);
      for (String part : List.of(prefix + ".", prefix + "-processor")) {
        KafkaCalls.require(
            admin.deleteTopics(topics.namesStartingWith(part)).all(), "remove the topics");
      }
    }
  }

  /** Throws what went wrong in it. */
  static boolean done(CompletableFuture<Void> future) {
    if (future != null && future.isCompletedExceptionally()) {
      future.join();
    }
    return future == null || future.isDone();
  }

  static CompletableFuture<Void> background(Task task) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            task.run();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        OwnThread::start);
  }

  interface Task {
    void run() throws Exception;
  }
}
