package io.diffy.acceptance.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.FreePorts;
import io.diffy.acceptance.OwnThread;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.MadeTopics;
import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.runtime.StreamsRunner;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of {@code diffy up}, twice, in the middle of a load. Broker and processor die
 * together: nothing is flushed, transactions stay open, the local state is that of any moment. What
 * a reader of committed records sees in the end must be what an undisturbed run shows: the same
 * findings with the same events in the same order, each event once, each round judged once. So no
 * answer was lost, none counted twice, and no event left before its state was safe. It does not
 * prove what a power cut does: the killed process's writes are still in the page cache.
 */
final class KillTest {
  private static final Topics TOPICS = Topics.standard();
  private static final int PATIENCE_SECONDS = 120;

  private final NightOfRounds night = new NightOfRounds(Instant.now());

  @TempDir private Path undisturbedState;
  @TempDir private Path folder;

  @Test
  void killedTwiceItFindsWhatAnUndisturbedRunFindsEachOnce() throws Exception {
    Map<String, List<String>> expected = undisturbed();
    Map<String, List<String>> found = killedTwice();
    assertEquals(expected, found);
    assertTrue(found.size() >= 6, found::toString);
    found.values().forEach(events -> assertEquals(1, creates(events), events::toString));
  }

  private Map<String, List<String>> undisturbed() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      MadeTopics.on(kafka, TOPICS);
      try (StreamsRunner processor =
          StreamsRunner.start(DiffyConfig.of(TOPICS, kafka, undisturbedState))) {
        processor.awaitReady(Duration.ofSeconds(90));
        produce(broker.bootstrapServers(), round -> {});
        return judged(broker.bootstrapServers());
      }
    }
  }

  private Map<String, List<String>> killedTwice() throws Exception {
    int port = FreePorts.one();
    String bootstrapServers = "127.0.0.1:" + port;
    Pause third = new Pause(3);
    Pause fifth = new Pause(5);
    try (DiffyProcess first = up(port)) {
      first.awaitLine("Ready.");
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () ->
                  produce(
                      bootstrapServers,
                      round -> {
                        third.at(round);
                        fifth.at(round);
                      }),
              OwnThread::start);
      killInTheMiddle(first, third, bootstrapServers);
      try (DiffyProcess second = up(port)) {
        second.awaitLine("Ready.");
        killInTheMiddle(second, fifth, bootstrapServers);
        try (DiffyProcess last = up(port)) {
          last.awaitLine("Ready.");
          load.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          Map<String, List<String>> judged = judged(bootstrapServers);
          last.stop();
          return judged;
        }
      }
    }
  }

  /** All rounds before are judged, half of this one is there, and the other half on its way. */
  private static void killInTheMiddle(DiffyProcess up, Pause pause, String bootstrapServers)
      throws Exception {
    pause.awaitReached();
    awaitJudged(bootstrapServers, pause.round - 1);
    pause.end();
    up.kill();
  }

  private DiffyProcess up(int port) throws IOException {
    return DiffyProcess.start(
        folder,
        "up",
        "--port",
        Integer.toString(port),
        "--data",
        folder.resolve("data").toString());
  }

  /**
   * Sends the whole night; what the broker doesn't acknowledge is sent again.
   *
   * @param half is told the number of each round when half of its answers have arrived
   */
  private void produce(String bootstrapServers, IntConsumer half) {
    Records records = new Records(TOPICS);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "delivery.timeout.ms", 180_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int round = 1; round <= NightOfRounds.ROUNDS; round++) {
        sent.add(producer.send(records.control(night.announcement(round))));
        producer.flush();
        List<Observation> answers = night.answers(round);
        for (int i = 0; i < answers.size(); i++) {
          if (i == answers.size() / 2) {
            producer.flush();
            half.accept(round);
          }
          sent.add(producer.send(records.observation(answers.get(i))));
        }
        producer.flush();
      }
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("the broker refused an answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in the load", e);
    }
  }

  /** Where the load waits for the kill. */
  private static final class Pause {
    private final int round;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    Pause(int round) {
      this.round = round;
    }

    void at(int now) {
      if (now == round) {
        reached.countDown();
        await(over);
      }
    }

    void awaitReached() {
      await(reached);
    }

    void end() {
      over.countDown();
    }

    private void await(CountDownLatch latch) {
      try {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new AssertionError("the load did not get through round " + round);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted in the load", e);
      }
    }
  }

  private static void awaitJudged(String bootstrapServers, int rounds) {
    int judgements = rounds * NightOfRounds.QUERIES.size();
    try (CommittedRecords evaluations =
        new CommittedRecords(bootstrapServers, TOPICS.evaluations().name())) {
      evaluations.until(
          records -> rounds(records).size() >= judgements, judgements + " judgements");
    }
  }

  /** The events of every finding by its uid, when all rounds were judged; each round once. */
  private static Map<String, List<String>> judged(String bootstrapServers) {
    int judgements = NightOfRounds.ROUNDS * NightOfRounds.QUERIES.size();
    Map<String, List<String>> events = new TreeMap<>();
    try (CommittedRecords evaluations =
            new CommittedRecords(bootstrapServers, TOPICS.evaluations().name());
        CommittedRecords findings =
            new CommittedRecords(bootstrapServers, TOPICS.findings().name())) {
      evaluations.until(
          records -> rounds(records).size() >= judgements, judgements + " judgements");
      assertEquals(judgements, evaluations.toEnd().size());
      for (ConsumerRecord<byte[], byte[]> record : findings.toEnd()) {
        Finding finding = finding(record);
        List<String> ofFinding = events.computeIfAbsent(finding.uid(), uid -> new ArrayList<>());
        assertEquals(ofFinding.size() + 1, finding.sequence(), finding::toString);
        ofFinding.add(
            "%s of %s %s in %s"
                .formatted(finding.activity(), finding.kind(), finding.query(), finding.roundId()));
      }
    }
    return events;
  }

  private static Set<String> rounds(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<String> rounds = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        Evaluation evaluation = TOPICS.evaluations().codec().decode(record.value());
        rounds.add(evaluation.roundId() + "/" + evaluation.query());
      } catch (MalformedRecord e) {
        throw new AssertionError("the processor wrote a malformed evaluation", e);
      }
    }
    return rounds;
  }

  private static Finding finding(ConsumerRecord<byte[], byte[]> record) {
    try {
      return TOPICS.findings().codec().decode(record.value());
    } catch (MalformedRecord e) {
      throw new AssertionError("the processor wrote a malformed finding", e);
    }
  }

  private static long creates(List<String> events) {
    return events.stream().filter(event -> event.startsWith(Activity.CREATE + " ")).count();
  }
}
