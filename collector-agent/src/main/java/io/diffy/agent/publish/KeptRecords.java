package io.diffy.agent.publish;

import io.diffy.agent.publish.DiskBuffer.Entry;
import io.diffy.schemas.topic.Records;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what lies in a {@link DiskBuffer}, the oldest first, on a thread of its own, and tries
 * again until Kafka takes it. What was sent without an answer is sent twice, which changes nothing.
 */
final class KeptRecords implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptRecords.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofSeconds(2);

  private final DiskBuffer disk;
  private final Producer<byte[], byte[]> producer;
  private final Records records;
  private final InFlightLimiter count;
  private final Thread sender = new Thread(this::send, "kept-records");

  KeptRecords(
      DiskBuffer disk, Producer<byte[], byte[]> producer, Records records, InFlightLimiter count) {
    this.disk = disk;
    this.producer = producer;
    this.records = records;
    this.count = count;
    count.foundOnDisk(disk.records());
    sender.setDaemon(true);
    sender.start();
  }

  /** Whether Kafka would refuse it however often it is sent. */
  static boolean isForEver(Throwable problem) {
    return problem instanceof RecordTooLargeException
        || problem instanceof InvalidRecordException
        || problem instanceof SerializationException;
  }

  boolean areThere() {
    return !disk.isEmpty();
  }

  /** Keeps one that could not be sent, and says why if it is the first. */
  void keep(ProducerRecord<byte[], byte[]> record, Exception problem) {
    if (disk.isEmpty()) {
      LOG.warn("Kafka takes nothing ({}); answers are kept in {}", problem.toString(), disk);
    }
    keep(record);
  }

  /** Keeps one that is counted as kept. */
  void keep(ProducerRecord<byte[], byte[]> record) {
    try {
      long gone = disk.append(new Entry(record.key(), record.value()));
      if (gone > 0) {
        count.leftDisk(0, 0, gone, "buffer full");
        LOG.warn("{} is full: the {} oldest answers are dropped", disk, gone);
      }
    } catch (IOException e) {
      count.leftDisk(0, 0, 1, "buffer not writable");
      LOG.warn("an answer is dropped, since {} can't be written: {}", disk, e.toString());
    }
  }

  /** Sends no more; what was not taken stays for the next start. */
  @Override
  public void close() {
    sender.interrupt();
    try {
      sender.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        if (sendOldest(disk.oldest())) {
          pause = FIRST_PAUSE;
          if (disk.isEmpty()) {
            LOG.warn("Kafka takes answers again; none is kept any more");
          }
        } else {
          Thread.sleep(pause.toMillis());
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("closed");
    } catch (IOException e) {
      LOG.warn("what is kept in {} can't be sent before the next start: {}", disk, e.toString());
    }
  }

  /** False when Kafka did not take all of it: then all of it stays. */
  private boolean sendOldest(List<Entry> entries) throws InterruptedException, IOException {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    long refused = 0;
    try {
      for (Entry entry : entries) {
        sent.add(producer.send(records.observation(entry.key(), entry.value())));
      }
      for (Future<RecordMetadata> each : sent) {
        refused += isRefused(each) ? 1 : 0;
      }
    } catch (KafkaException | IllegalStateException | ExecutionException e) {
      LOG.debug("kept records are not taken yet", e);
      return false;
    }
    count.leftDisk(entries.size() - refused, refused, 0, "refused");
    disk.sent();
    return true;
  }

  private static boolean isRefused(Future<RecordMetadata> sent)
      throws InterruptedException, ExecutionException {
    try {
      RecordMetadata unused = sent.get();
      return false;
    } catch (ExecutionException e) {
      if (isForEver(e.getCause())) {
        return true;
      }
      throw e;
    }
  }
}
