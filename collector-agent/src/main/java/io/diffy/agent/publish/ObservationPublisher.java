package io.diffy.agent.publish;

import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private final Optional<KeptRecords> kept;

  ObservationPublisher(
      Producer<byte[], byte[]> producer,
      Topics topics,
      Limits limits,
      Optional<DiskBuffer> buffer) {
    this.producer = producer;
    this.records = new Records(topics);
    this.limits = limits;
    this.inFlight = new InFlightLimiter(limits.maxRecords(), limits.maxBytes());
    this.kept = buffer.map(disk -> new KeptRecords(disk, producer, records, inFlight));
  }

  /**
   * Connects to a cluster.
   *
   * @param kafka client properties, at least {@code bootstrap.servers}; they win over ours except
   *     for those that keep observations from getting lost
   */
  public static ObservationPublisher open(Map<String, String> kafka, Topics topics, Limits limits) {
    return open(kafka, topics, limits, Optional.empty());
  }

  /**
   * The same.
   *
   * @param buffer keeps what Kafka does not take while it is away; empty: that is dropped
   */
  public static ObservationPublisher open(
      Map<String, String> kafka, Topics topics, Limits limits, Optional<DiskBuffer> buffer) {
    return new ObservationPublisher(
        new KafkaProducer<>(
            ProducerSettings.of(kafka, limits),
            new ByteArraySerializer(),
            new ByteArraySerializer()),
        topics,
        limits,
        buffer);
  }

  /**
   * Hands one observation over; it is sent in the background.
   *
   * @return false when it was dropped, refused or kept on disk, which is counted
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

  /** Waits until everything handed over is decided or on disk; false when that takes longer. */
  public boolean flush(Duration timeout) throws InterruptedException {
    return inFlight.awaitEmpty(timeout);
  }

  /** Sends what is in flight for as long as the limits allow, then gives up and counts the rest. */
  @Override
  public void close() {
    inFlight.close();
    kept.ifPresent(KeptRecords::close);
    producer.close(limits.closeTimeout());
    LOG.info("observations: {}", inFlight.snapshot());
  }

  private boolean send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
    long bytes = record.key().length + (long) record.value().length;
    // While some wait on disk Kafka is away: nobody waits for it again, and the order stays.
    boolean away = kept.map(KeptRecords::areThere).orElse(false);
    if (!inFlight.acquire(
        bytes, away ? Duration.ZERO : limits.maxBlock(), away, kept.isPresent())) {
      kept.ifPresent(disk -> disk.keep(record));
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
                  decide(record, bytes, problem);
                }
              }));
      return true;
    } catch (KafkaException | IllegalStateException e) {
      if (decided.compareAndSet(false, true)) {
        decide(record, bytes, e);
      }
      return false;
    }
  }

  private void decide(ProducerRecord<byte[], byte[]> record, long bytes, Exception problem) {
    if (problem == null) {
      inFlight.succeeded(bytes);
    } else if (kept.isPresent() && !KeptRecords.isForEver(problem)) {
      inFlight.keep(bytes);
      kept.get().keep(record, problem);
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

    /** For a process that is to be small; with a {@link DiskBuffer} what does not fit is kept. */
    public static final Limits SMALL =
        new Limits(
            8L * 1024 * 1024,
            200,
            4L * 1024 * 1024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10));

    public Limits {
      if (bufferMemory < 1 || maxRecords < 1 || maxBytes < 1 || deliveryTimeout.toMillis() < 1) {
        throw new IllegalArgumentException(
            "publishing needs room and time, not %d and %d bytes, %d records, %s"
                .formatted(bufferMemory, maxBytes, maxRecords, deliveryTimeout));
      }
    }
  }
}
