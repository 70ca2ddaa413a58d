package io.diffy.agent.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.publish.ObservationPublisher.Limits;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ObservationPublisherTest {
  private static final Observation CRONTAB =
      Observation.of(
          Instance.named("web-prod", "i-1"),
          "crontab",
          Instant.parse("2026-11-20T03:10:00Z"),
          List.of(Map.of("command", "true")));
  private static final Duration SOON = Duration.ofMillis(20);

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void theRecordLiesInThePartitionOfItsGroup() throws Exception {
    publisher(10).publish(CRONTAB);

    ProducerRecord<byte[], byte[]> record = producer.history().get(0);
    assertEquals("diffy.observations", record.topic());
    assertEquals("web-prod", new String(record.key(), StandardCharsets.UTF_8));
    assertEquals(Partitioning.of("web-prod", 4), record.partition());
    assertArrayEquals(new ObservationCodec().encode(CRONTAB), record.value());
  }

  @Test
  void everyObservationIsCountedOnceWhateverBecomesOfIt() throws Exception {
    ObservationPublisher publisher = publisher(3);
    publisher.publish(CRONTAB);
    publisher.publish(CRONTAB);
    publisher.publish(CRONTAB);
    assertFalse(publisher.publish(CRONTAB), "no room");
    producer.completeNext();
    producer.errorNext(new TimeoutException("no broker"));
    assertSum(publisher, 4, 1, 1, 1, 1);

    producer.sendException = new RecordTooLargeException("too big");
    assertFalse(publisher.publish(CRONTAB));
    producer.sendException = null;
    assertSum(publisher, 5, 1, 2, 1, 1);

    assertEquals(
        Map.of("TimeoutException", 1L, "RecordTooLargeException", 1L, "no room for 20 ms", 1L),
        publisher.metrics().reasons());
  }

  @Test
  void bytesInFlightAreBoundedButOneRecordAlwaysFits() throws Exception {
    ObservationPublisher publisher = publisher(new Limits(1, 100, 1, SOON, SOON, SOON));

    assertTrue(publisher.publish(CRONTAB));
    assertFalse(publisher.publish(CRONTAB));
    assertSum(publisher, 2, 0, 0, 1, 1);
  }

  @Test
  void whoWaitsForRoomGoesOnWhenThereIsSome() throws Exception {
    Duration long_ = Duration.ofSeconds(30);
    ObservationPublisher publisher = publisher(new Limits(1, 1, 1 << 20, long_, long_, SOON));
    publisher.publish(CRONTAB);
    CountDownLatch done = new CountDownLatch(2);
    AtomicBoolean sent = new AtomicBoolean(true);
    for (int i = 0; i < 2; i++) {
      Thread waiting =
          new Thread(
              () -> {
                try {
                  sent.compareAndSet(true, publisher.publish(CRONTAB));
                } catch (InterruptedException e) {
                  sent.set(false);
                } finally {
                  done.countDown();
                }
              });
      waiting.setDaemon(true);
      waiting.start();
    }

    long deadline = System.nanoTime() + long_.toNanos();
    while (publisher.metrics().published() < 3 && System.nanoTime() < deadline) {
      producer.completeNext();
      Thread.onSpinWait();
    }

    done.await();
    assertTrue(sent.get());
    assertSum(publisher, 3, 3, 0, 0, 0);
  }

  @Test
  void flushWaitsForWhatIsInFlight() throws Exception {
    ObservationPublisher publisher = publisher(10);
    publisher.publish(CRONTAB);

    assertFalse(publisher.flush(SOON));
    producer.completeNext();
    assertTrue(publisher.flush(SOON));
  }

  @Test
  void afterCloseEverythingIsDropped() throws Exception {
    ObservationPublisher publisher = publisher(10);
    publisher.close();

    assertFalse(publisher.publish(CRONTAB));
    assertEquals(Map.of("closed", 1L), publisher.metrics().reasons());
    assertTrue(producer.closed());
  }

  @Test
  void theProducerNeverTradesSafetyAway() {
    Map<String, Object> settings =
        ProducerSettings.of(
            Map.of("bootstrap.servers", "b:9092", "acks", "0", "compression.type", "lz4"),
            Limits.DEFAULT);

    assertEquals("all", settings.get(ProducerConfig.ACKS_CONFIG));
    assertEquals(true, settings.get(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG));
    assertEquals("lz4", settings.get(ProducerConfig.COMPRESSION_TYPE_CONFIG));
    assertEquals(32L * 1024 * 1024, settings.get(ProducerConfig.BUFFER_MEMORY_CONFIG));
  }

  @Test
  void kafkaTakesTheSettings() {
    Map<String, String> kafka = Map.of("bootstrap.servers", "127.0.0.1:1");
    Limits limits = new Limits(1 << 20, 1, 1, SOON, Duration.ofSeconds(1), Duration.ofMillis(1));
    ObservationPublisher.open(kafka, Topics.standard(), limits).close();
  }

  private ObservationPublisher publisher(int maxRecords) {
    return publisher(new Limits(1 << 20, maxRecords, 1 << 20, SOON, SOON, SOON));
  }

  private ObservationPublisher publisher(Limits limits) {
    return new ObservationPublisher(producer, Topics.standard(), limits, Optional.empty());
  }

  private static void assertSum(
      ObservationPublisher publisher,
      long offered,
      long published,
      long failed,
      long dropped,
      long inFlight) {
    AgentMetrics now = publisher.metrics();
    assertEquals(
        List.of(offered, published, failed, dropped, inFlight),
        List.of(now.offered(), now.published(), now.failed(), now.dropped(), now.inFlight()));
    assertEquals(now.offered(), now.published() + now.failed() + now.dropped() + now.inFlight());
  }
}
