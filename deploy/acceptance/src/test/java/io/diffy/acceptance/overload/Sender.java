package io.diffy.acceptance.overload;

import io.diffy.schemas.Control;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends a storm, some rounds at a time; what the broker does not acknowledge ends the test. */
final class Sender implements AutoCloseable {
  /** Announcements of so many rounds go ahead of their answers, which must not overtake them. */
  private static final int TOGETHER = 10;

  private final Storm storm;
  private final Records records;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> refused = new AtomicReference<>();
  private final AtomicInteger sent = new AtomicInteger();

  /** Before so many rounds it waits, as long as it likes. */
  interface Pace {
    void await(int rounds) throws InterruptedException;
  }

  Sender(String bootstrapServers, Storm storm, Topics topics) {
    this.storm = storm;
    this.records = new Records(topics);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "lz4",
                "batch.size",
                128 << 10,
                "linger.ms",
                5,
                "delivery.timeout.ms",
                180_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Rounds, of which every answer was handed to the producer. */
  int rounds() {
    return sent.get();
  }

  /** Returns when the broker has the rounds up to this one, or the time is over. */
  void send(int upTo, long deadlineNanos, Pace pace) throws Exception {
    while (sent.get() < upTo && System.nanoTime() < deadlineNanos) {
      int first = sent.get() + 1;
      int last = Math.min(upTo, sent.get() + TOGETHER);
      pace.await(sent.get());
      for (int round = first; round <= last; round++) {
        for (Control announcement : storm.announcements(round)) {
          write(records.control(announcement));
        }
      }
      producer.flush();
      for (int round = first; round <= last; round++) {
        for (Observation answer : storm.answers(round)) {
          write(records.observation(answer));
        }
        sent.set(round);
      }
    }
    producer.flush();
    if (refused.get() != null) {
      throw new AssertionError("the broker refused a record", refused.get());
    }
  }

  /** So many records a second by the clock, whether or not anybody keeps up. */
  static Pace perSecond(double rate) {
    long start = System.nanoTime();
    return rounds -> {
      long due = start + (long) (rounds * Storm.ANSWERS_PER_ROUND / rate * 1e9);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
    };
  }

  @Override
  public void close() {
    producer.close();
  }

  private void write(ProducerRecord<byte[], byte[]> record) {
    // The callback hears of the error; nobody waits for one record.
    var unused =
        producer.send(
            record,
            (metadata, error) -> {
              if (error != null) {
                refused.compareAndSet(null, error);
              }
            });
  }
}
