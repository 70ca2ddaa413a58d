package io.diffy.agent.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.publish.ObservationPublisher.Limits;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While Kafka is away. */
final class KeptRecordsTest {
  private static final long ROOMY = 1 << 30;
  private static final Duration SOON = Duration.ofMillis(20);

  @TempDir Path folder;

  private final MockProducer<byte[], byte[]> producer = producer();

  @Test
  void whatKafkaDidNotTakeIsSentWhenItTakesAnythingAgain() throws Exception {
    ObservationPublisher publisher = publisher(producer, ROOMY);
    publisher.publish(answer(1));
    producer.errorNext(new TimeoutException("no broker"));
    assertFalse(publisher.publish(answer(2)), "while some are kept, the next are kept behind them");
    assertSum(publisher, 2, 0, 0, 0, 2, 2);

    completeUntil(() -> publisher.metrics().published() == 2);
    assertSum(publisher, 2, 2, 0, 0, 0, 0);
    assertTrue(publisher.publish(answer(3)), "then they are sent at once again");
  }

  @Test
  void whatIsKeptIsSentByTheNextProcess() throws Exception {
    ObservationPublisher first = publisher(producer, ROOMY);
    first.publish(answer(1));
    producer.errorNext(new TimeoutException("no broker"));
    first.close();
    assertFalse(first.publish(answer(2)));
    assertSum(first, 2, 0, 0, 0, 2, 2);

    MockProducer<byte[], byte[]> later = producer();
    ObservationPublisher second = publisher(later, ROOMY);
    await(() -> later.history().size() == 2, later::completeNext);
    await(() -> second.metrics().published() == 2, later::completeNext);
    for (int i = 0; i < 2; i++) {
      assertArrayEquals(
          new ObservationCodec().encode(answer(i + 1)), later.history().get(i).value());
    }
    assertSum(second, 2, 2, 0, 0, 0, 0);
  }

  @Test
  void whatGoesForLaterOnesIsCounted() throws Exception {
    ObservationPublisher publisher = publisher(producer, 1);
    publisher.publish(answer(1));
    producer.errorNext(new TimeoutException("no broker"));
    for (int i = 2; i <= 9; i++) {
      publisher.publish(answer(i));
    }

    AgentMetrics now = publisher.metrics();
    assertEquals(9, now.dropped() + now.kept());
    assertTrue(now.dropped() >= 7, now.toString());
    assertEquals(Map.of("buffer full", now.dropped()), now.reasons());
  }

  @Test
  void whatKafkaNeverTakesHoldsNothingUp() throws Exception {
    ObservationPublisher publisher = publisher(producer, ROOMY);
    publisher.publish(answer(1));
    producer.errorNext(new RecordTooLargeException("too large"));

    assertSum(publisher, 1, 0, 1, 0, 0, 0);
    assertTrue(publisher.publish(answer(2)));
  }

  private static Observation answer(int minute) {
    return Observation.of(
        Instance.named("web-prod", "i-1"),
        "crontab",
        Instant.parse("2026-11-20T03:00:00Z").plusSeconds(60L * minute),
        List.of(Map.of("command", "true")));
  }

  private static MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private ObservationPublisher publisher(MockProducer<byte[], byte[]> to, long bound)
      throws IOException {
    return new ObservationPublisher(
        to,
        new Topics("diffy", 0),
        new Limits(1 << 20, 10, 1 << 20, SOON, SOON, SOON),
        Optional.of(new DiskBuffer(folder, bound)));
  }

  private void completeUntil(BooleanSupplier done) {
    await(done, producer::completeNext);
  }

  private static void await(BooleanSupplier done, BooleanSupplier step) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!done.getAsBoolean() && System.nanoTime() < end) {
      boolean unused = step.getAsBoolean();
      Thread.onSpinWait();
    }
    assertTrue(done.getAsBoolean());
  }

  private static void assertSum(
      ObservationPublisher publisher,
      long offered,
      long published,
      long failed,
      long dropped,
      long inFlight,
      long kept) {
    AgentMetrics now = publisher.metrics();
    assertEquals(
        List.of(offered, published, failed, dropped, inFlight, kept),
        List.of(
            now.offered(),
            now.published(),
            now.failed(),
            now.dropped(),
            now.inFlight(),
            now.kept()));
  }
}
