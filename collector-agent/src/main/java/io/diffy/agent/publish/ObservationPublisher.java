package io.diffy.agent.publish;

import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends observations to their topic, keyed by group. What is in flight is bounded; when it is full
 * {@link #publish} waits, and drops and counts the observation after the longest wait allowed.
 */
public final class ObservationPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObservationPublisher.class);

  private final Producer<byte[], byte[]> producer;
  private final Records records;
  private final Limits limits;
  private final InFlightLimiter inFlight;

  ObservationPublisher(Producer<byte[], byte[]> producer, Topics topics, Limits limits) {
    this.producer = producer;
    this.records = new Records(topics);
    this.limits = limits;
    this.inFlight = new InFlightLimiter(limits.maxRecords(), limits.maxBytes());
  }

  /**
   * Connects to a cluster.
   *
   * @param kafka client properties, at least {@code bootstrap.servers}; they win over ours except
   *     for those that keep observations from getting lost
   */
  public static ObservationPublisher open(Map<String, String> kafka, Topics topics, Limits limits) {
    return new ObservationPublisher(
        new KafkaProducer<>(
            ProducerSettings.of(kafka, limits),
            new ByteArraySerializer(),
            new ByteArraySerializer()),
        topics,
        limits);
  }

  /**
   * Hands one observation over; it is sent in the background.
   *
   * @return false when it was dropped or refused, which is counted
   */
  public boolean publish(Observation observation) throws InterruptedException {
    ProducerRecord<byte[], byte[]> record;
    try {
      record = records.observation(observation);
    } catch (RuntimeException e) {
      // An observation that can't be encoded must not stop those behind it.
      LOG.warn("observation of {} can't be encoded: {}", observation.query(), e.toString());
      inFlight.refuse("not encodable");
      return false;
    }
    return send(record);
  }

  /** The numbers so far. */
  public AgentMetrics metrics() {
    return inFlight.snapshot();
  }

  /** Waits until everything handed over is decided; false when that takes longer. */
  public boolean flush(Duration timeout) throws InterruptedException {
    return inFlight.awaitEmpty(timeout);
  }

  /** Sends what is in flight for as long as the limits allow, then gives up and counts the rest. */
  @Override
  public void close() {
    inFlight.close();
    producer.close(limits.closeTimeout());
    LOG.info("observations: {}", inFlight.snapshot());
  }

  private boolean send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
    long bytes = record.key().length + (long) record.value().length;
    if (!inFlight.acquire(bytes, limits.maxBlock())) {
      return false;
    }
    // The client may report one failure twice: to the callback and by throwing.
    AtomicBoolean decided = new AtomicBoolean();
    try {
      Objects.requireNonNull(
          producer.send(
              record,
              (metadata, problem) -> {
                if (decided.compareAndSet(false, true)) {
                  decide(bytes, problem);
                }
              }));
      return true;
    } catch (KafkaException | IllegalStateException e) {
      if (decided.compareAndSet(false, true)) {
        decide(bytes, e);
      }
      return false;
    }
  }

  private void decide(long bytes, Exception problem) {
    if (problem == null) {
      inFlight.succeeded(bytes);
    } else {
      inFlight.failed(bytes, problem.getClass().getSimpleName());
      LOG.warn("observation not published: {}", problem.toString());
    }
  }

  /**
   * What the publisher may take.
   *
   * @param bufferMemory bytes of the Kafka client's own buffer
   * @param maxRecords observations in flight
   * @param maxBytes their encoded size
   * @param maxBlock how long {@link #publish} waits for room
   * @param deliveryTimeout after which an observation on its way counts as failed
   * @param closeTimeout how long {@link #close} waits for what is in flight
   */
  public record Limits(
      long bufferMemory,
      long maxRecords,
      long maxBytes,
      Duration maxBlock,
      Duration deliveryTimeout,
      Duration closeTimeout) {
    public static final Limits DEFAULT =
        new Limits(
            32L * 1024 * 1024,
            1000,
            32L * 1024 * 1024,
            Duration.ofSeconds(60),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30));

    public Limits {
      if (bufferMemory < 1 || maxRecords < 1 || maxBytes < 1 || deliveryTimeout.toMillis() < 1) {
        throw new IllegalArgumentException(
            "publishing needs room and time, not %d and %d bytes, %d records, %s"
                .formatted(bufferMemory, maxBytes, maxRecords, deliveryTimeout));
      }
    }
  }
}
