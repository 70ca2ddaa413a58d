package io.diffy.acceptance.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.acceptance.faults.Brokers;
import io.diffy.cluster.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many times what the processor can judge, sent by the clock, and then nothing until it has caught
 * up: every answer is judged once, memory stays bounded, nobody ends, and the findings are those of
 * the same answers sent slowly. Broker and processor are processes of their own; the processor has
 * 512 MB of heap. What it can judge is measured in the same run.
 *
 * <p>{@code deploy/overload/run} runs it and prints the table.
 */
@Tag("faults")
final class OverloadTest {
  private static final Path FOLDER = Path.of("target", "overload");
  private static final int SECONDS = Integer.getInteger("overload.seconds", 60);
  private static final int TIMES = Integer.getInteger("overload.times", 10);
  private static final int RSS_MB = Integer.getInteger("overload.rss.mb", 1200);
  private static final Quota QUOTA = new Quota(Integer.getInteger("overload.quota", 0));
  private static final int WARM_UP_SECONDS = 20;
  private static final int MEASURED_SECONDS = 20;

  /** So many rounds are on their way while it keeps up: a commit is half a second. */
  private static final int AHEAD = 40;

  private final Storm storm = new Storm(Instant.now());
  private final List<String> wrong = new ArrayList<>();

  @Test
  void nothingIsLostAndMemoryIsBounded() throws Exception {
    FileTree.delete(FOLDER);
    try (Brokers brokers = Brokers.start(FOLDER, 1);
        Admin admin = brokers.admin()) {
      QUOTA.impose(admin);
      double sustainable = sustainable(brokers);
      int rounds = Math.max(1, (int) (TIMES * sustainable * SECONDS / Storm.ANSWERS_PER_ROUND));
      Map<String, Tally.Chain> found;
      try (Stage stage = new Stage(brokers, FOLDER, "overload", storm)) {
        overload(stage, sustainable, rounds, admin);
        found = Map.copyOf(stage.tally().findings());
      }
      try (Stage stage = new Stage(brokers, FOLDER, "slowly", storm)) {
        stage.watch(judgements(rounds), stage.send(rounds, never(), stage.keepingUp(AHEAD)));
        account(stage, rounds);
        if (!found.equals(Map.copyOf(stage.tally().findings()))) {
          wrong.add(
              "the findings differ: %d, slowly %d"
                  .formatted(found.size(), stage.tally().findings().size()));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  /** Answers a second that are judged as fast as they come, after a warm-up. */
  private double sustainable(Brokers brokers) throws Exception {
    try (Stage stage = new Stage(brokers, FOLDER, "steady", storm)) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS + MEASURED_SECONDS);
      CompletableFuture<Void> sending = stage.send(Integer.MAX_VALUE, end, stage.keepingUp(AHEAD));
      long measured = end - TimeUnit.SECONDS.toNanos(MEASURED_SECONDS);
      while (System.nanoTime() < measured) {
        stage.tally().poll();
      }
      long before = stage.tally().judged();
      long begin = System.nanoTime();
      while (System.nanoTime() < end) {
        stage.tally().poll();
      }
      double rate = (stage.tally().judged() - before) / ((System.nanoTime() - begin) / 1e9);
      stage.watch(0, sending);
      return rate;
    }
  }

  private void overload(Stage stage, double sustainable, int rounds, Admin admin) throws Exception {
    long begin = System.nanoTime();
    double[] sent = {0};
    CompletableFuture<Void> sending =
        stage
            .send(rounds, never(), Sender.perSecond(TIMES * sustainable))
            .thenRun(() -> sent[0] = (System.nanoTime() - begin) / 1e9)
            .thenRun(() -> lift(admin));
    stage.watch(judgements(rounds), sending);
    double whole = (System.nanoTime() - begin) / 1e9;
    long answers = (long) rounds * Storm.ANSWERS_PER_ROUND;
    account(stage, rounds);
    if (stage.vitals().highestRssMb() > RSS_MB) {
      wrong.add("the processor took %d MB".formatted(stage.vitals().highestRssMb()));
    }
    Files.write(FOLDER.resolve("table.md"), table(stage, sustainable, answers, sent[0], whole));
  }

  private static void lift(Admin admin) {
    try {
      QUOTA.lift(admin);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static List<String> table(
      Stage stage, double sustainable, long answers, double sent, double whole) {
    return List.of(
        "| | |",
        "|---|---|",
        row("sustainable, answers/s", sustainable),
        row("offered, answers/s", answers / sent),
        row("that is, times sustainable", answers / sent / sustainable),
        row("for so many seconds", sent),
        row("answers sent", answers),
        row("highest lag, records", stage.highestLag()),
        row("highest heap of the processor, MB of 512", stage.vitals().highestHeapMb()),
        row("highest RSS of the processor, MB", stage.vitals().highestRssMb()),
        row("caught up after the last record, s", whole - sent),
        row("answers that no judgement counted", answers - stage.tally().judged()),
        row("findings", stage.tally().findings().size()),
        row(
            "events of findings",
            stage.tally().findings().values().stream().mapToInt(Tally.Chain::events).sum()));
  }

  private static String row(String what, double value) {
    return String.format(Locale.ROOT, "| %s | %.1f |", what, value);
  }

  private static String row(String what, long value) {
    return String.format(Locale.ROOT, "| %s | %d |", what, value);
  }

  private void account(Stage stage, int rounds) throws Exception {
    Tally tally = stage.tally();
    // Findings lie on another topic than judgements, and are readable a moment earlier or later.
    TimeUnit.SECONDS.sleep(2);
    tally.pollToEnd();
    long lost = (long) rounds * Storm.ANSWERS_PER_ROUND - tally.judged();
    if (lost != 0 || tally.absent() != 0 || tally.doubled() != 0 || tally.deadLetters() != 0) {
      wrong.add(
          "%s: %d answers not judged, %d missed, %d judgements doubled, %d dead letters"
              .formatted(stage, lost, tally.absent(), tally.doubled(), tally.deadLetters()));
    }
    wrong.addAll(stage.fallen());
  }

  private static long judgements(int rounds) {
    return (long) rounds * Storm.JUDGEMENTS_PER_ROUND;
  }

  private static long never() {
    return System.nanoTime() + TimeUnit.DAYS.toNanos(1);
  }
}
