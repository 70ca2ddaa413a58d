package io.diffy.standalone.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.topic.Topics;
import io.diffy.standalone.FileTree;
import io.diffy.standalone.OwnThread;
import io.diffy.standalone.faults.Brokers;
import io.diffy.standalone.faults.Processors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hundred small groups are asked in turn; then one of 10,000 instances as well. How long the
 * small ones wait for their judgement, without and with the big one, is printed; that all are
 * judged, and the big one whole, is required.
 *
 * <p>{@code deploy/overload/run big-group} runs it.
 */
@Tag("faults")
final class BigGroupTest {
  private static final Path FOLDER = Path.of("target", "big-group");
  private static final int BIG = Integer.getInteger("overload.big", 10_000);
  private static final int SMALL = Integer.getInteger("overload.small", 100);
  private static final int THREADS = Integer.getInteger("overload.threads", 1);
  private static final long CALM_MILLIS = 15_000;
  private static final Topics TOPICS = Topics.standard();

  @Test
  void smallGroupsAreJudgedBesideABigOne() throws Exception {
    FileTree.delete(FOLDER);
    try (Brokers brokers = Brokers.start(FOLDER, 1);
        Processors processors =
            new Processors(FOLDER, brokers.bootstrapServers(), Topics.DEFAULT_PREFIX)) {
      Path config = Files.createDirectories(FOLDER).resolve("threads.properties");
      Files.writeString(config, "kafka.num.stream.threads=" + THREADS + "\n");
      processors.start(
          "a", List.of("-Xmx512m"), List.of("--config", config.toAbsolutePath().toString()));
      processors.awaitReady("a");
      Crowd crowd = new Crowd(Instant.now(), SMALL, BIG);
      try (Rounds rounds = new Rounds(brokers.bootstrapServers(), TOPICS, crowd)) {
        warmUp(rounds);
        Latencies calm = rounds.measure(CALM_MILLIS, () -> true);
        long begin = System.nanoTime();
        CompletableFuture<Void> big =
            CompletableFuture.runAsync(rounds::askTheBigOne, OwnThread::start);
        Latencies beside = rounds.measure(CALM_MILLIS, rounds::bigIsJudged);
        big.join();
        double whole = (System.nanoTime() - begin) / 1e9;
        assertEquals((long) BIG * Crowd.QUERIES.size(), rounds.coveredOfTheBigOne());
        assertEquals(List.of(), processors.fallen(List.of("a")));
        Files.write(
            FOLDER.resolve("table.md"),
            List.of(
                "%d small groups of %d, one big of %d, %d stream threads"
                    .formatted(SMALL, Crowd.HOSTS, BIG, THREADS),
                "",
                "| rounds of the small groups | judged | p50 ms | p99 ms | longest ms |",
                "|---|---|---|---|---|",
                calm.row("alone"),
                beside.row("beside the big one"),
                "",
                String.format(
                    Locale.ROOT,
                    "the big round: sent in %.1f s, judged %.1f s after the last answer",
                    rounds.secondsToSendTheBigOne(),
                    rounds.secondsToJudgeTheBigOne()),
                String.format(Locale.ROOT, "measured beside it for %.0f s", whole)));
      }
    }
  }

  private static void warmUp(Rounds rounds) throws Exception {
    rounds.measure(TimeUnit.SECONDS.toMillis(10), () -> true);
  }
}
