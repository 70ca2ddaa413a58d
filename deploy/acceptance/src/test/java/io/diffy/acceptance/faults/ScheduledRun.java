package io.diffy.acceptance.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.acceptance.clocks.LiveFindings;
import io.diffy.acceptance.it.CommittedRecords;
import io.diffy.schemas.EmittedFindings;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One {@link ScheduledNight}, judged by two processors on topics of its own, with a fault while
 * windows close.
 *
 * @param events of findings, to the end of the last window
 * @param judgements of windows, to the same end
 * @param wrong what is wrong with them: lost, doubled, or not what a replay of the topics says
 */
record ScheduledRun(int events, int judgements, List<String> wrong) {
  /** Windows have begun to close by then; the load goes on for another minute and more. */
  private static final Duration QUIET = Duration.ofSeconds(65);

  private static final Duration GRACE = Duration.ofMinutes(2);

  static ScheduledRun with(Fault fault, Brokers brokers, Path folder) throws Exception {
    String prefix = "scheduled-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Topics topics = new Topics(prefix, Topics.DEFAULT_PARTITIONS);
    brokers.awaitWhole();
    try (Processors processors =
        new Processors(folder.resolve(prefix), brokers.bootstrapServers(), prefix)) {
      processors.start("a");
      processors.start("b");
      processors.awaitReady("a");
      processors.awaitReady("b");
      AtomicReference<Instant> last = new AtomicReference<>();
      CompletableFuture<Void> loaded =
          Run.background(
              () -> last.set(new ScheduledNight(topics).send(brokers.bootstrapServers())));
      sleepUntilWindowsClose();
      fault.strike(brokers, processors, topics);
      loaded.join();
      sleepUntil(last.get().plus(GRACE));
      ScheduledRun run = judged(brokers, topics, last.get(), folder.resolve(prefix));
      run.wrong().addAll(processors.fallen(fault.survivors()));
      processors.stop();
      Run.forget(brokers, prefix);
      return run;
    }
  }

  /** Windows of a minute close at full minutes: the grace is two of them. */
  private static void sleepUntilWindowsClose() throws InterruptedException {
    Instant quiet = Instant.now().plus(QUIET);
    sleepUntil(quiet.truncatedTo(ChronoUnit.MINUTES).plus(ScheduledNight.INTERVAL).plusMillis(300));
  }

  private static void sleepUntil(Instant time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), time).toMillis());
  }

  private static ScheduledRun judged(Brokers brokers, Topics topics, Instant last, Path folder)
      throws Exception {
    String servers = brokers.bootstrapServers();
    List<String> wrong = new ArrayList<>();
    List<Evaluation> evaluations = evaluations(servers, topics, last);
    wrong.addAll(gapsAndDoubles(evaluations, last));
    LiveFindings live = LiveFindings.until(servers, topics, last);
    wrong.addAll(EmittedFindings.wrongWith(live.asTheyCame()));
    wrong.addAll(live.apartFromReplay(servers, topics, last, folder.resolve("replayed.ndjson")));
    if (live.asTheyCame().size() < 2 * ScheduledNight.GROUPS) {
      wrong.add("too little was found: " + live.asTheyCame());
    }
    try (CommittedRecords dead = new CommittedRecords(servers, topics.deadLetters().name())) {
      dead.toEnd().forEach(letter -> wrong.add("dead: " + new String(letter.value(), UTF_8)));
    }
    return new ScheduledRun(live.asTheyCame().size(), evaluations.size(), wrong);
  }

  private static List<Evaluation> evaluations(String servers, Topics topics, Instant last)
      throws Exception {
    List<Evaluation> evaluations = new ArrayList<>();
    try (CommittedRecords records = new CommittedRecords(servers, topics.evaluations().name())) {
      records.until(
          read ->
              read.stream()
                      .filter(
                          record ->
                              new String(record.value(), UTF_8)
                                  .contains("\"evaluated_at\":\"" + last + "\""))
                      .count()
                  >= (long) ScheduledNight.GROUPS * ScheduledNight.QUERIES.size(),
          "the last windows, of " + last);
      // What comes twice comes a moment later: two commits and a look for overdue windows.
      TimeUnit.SECONDS.sleep(2);
      for (var record : records.toEnd()) {
        Evaluation evaluation = topics.evaluations().codec().decode(record.value());
        if (!evaluation.evaluatedAt().isAfter(last)) {
          evaluations.add(evaluation);
        }
      }
    }
    return evaluations;
  }

  /** Each window of each group and query once, and everybody covered in the last. */
  private static List<String> gapsAndDoubles(List<Evaluation> evaluations, Instant last) {
    List<String> wrong = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Evaluation evaluation : evaluations) {
      String name = name(evaluation, evaluation.evaluatedAt());
      if (!seen.add(name)) {
        wrong.add("judged twice: " + name);
      }
      if (evaluation.evaluatedAt().equals(last)
          && evaluation.covered().size() != ScheduledNight.HOSTS) {
        wrong.add("not everybody is covered at the end: " + name + " " + evaluation.absent());
      }
    }
    for (Evaluation evaluation : evaluations) {
      String next = name(evaluation, evaluation.evaluatedAt().plus(ScheduledNight.INTERVAL));
      if (evaluation.evaluatedAt().isBefore(last) && !seen.contains(next)) {
        wrong.add("never judged: " + next);
      }
    }
    return wrong;
  }

  private static String name(Evaluation evaluation, Instant end) {
    return "%s of %s at %s".formatted(evaluation.query(), evaluation.group(), end);
  }
}
