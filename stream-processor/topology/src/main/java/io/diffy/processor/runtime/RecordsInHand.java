package io.diffy.processor.runtime;

import io.diffy.processor.DiffyTopology;
import io.diffy.processor.intake.DeadLetter;
import io.diffy.processor.runtime.InHandFile.Slot;
import io.diffy.processor.step.RecordGuard;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which record each partition is at, over kills too. The record at which this process ended
 * twice, with nothing committed in between, is set aside in the dead letters, in the transaction
 * that passes over it, and the next one is read.
 */
final class RecordsInHand implements RecordGuard, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordsInHand.class);

  private final List<String> topics;
  private final InHandFile file;
  private final Thread[] owners;

  private RecordsInHand(List<String> topics, InHandFile file) {
    this.topics = topics;
    this.file = file;
    this.owners = new Thread[file.slots()];
  }

  /** Reads what the last run left, and counts it. */
  static RecordsInHand open(Path state, String applicationId, Topics topics) {
    InHandFile file =
        InHandFile.open(
            state.resolve(applicationId + ".in-hand"), topics.observations().partitions());
    RecordsInHand opened = new RecordsInHand(readTogether(topics), file);
    boolean one =
        IntStream.range(0, file.slots()).filter(i -> file.slot(i).isUncommitted()).count() == 1;
    for (int partition = 0; partition < file.slots(); partition++) {
      Slot slot = file.slot(partition);
      long suspect = slot.countEnd(one);
      if (suspect != 0) {
        LOG.warn(
            "the last run ended while it processed {} (times so far: {}); a record that ends it"
                + " twice goes to the dead letters",
            opened.name(suspect, partition),
            slot.kills());
      }
    }
    return opened;
  }

  @Override
  public void around(ProcessorContext<Object, Object> task, Record<?, ?> record, Runnable step) {
    RecordMetadata at = task.recordMetadata().orElseThrow();
    Slot slot = file.slot(at.partition());
    long place = InHandFile.place(topics.indexOf(at.topic()), at.offset());
    owners[at.partition()] = Thread.currentThread();
    if (slot.isCondemned(place)) {
      setAside(task, record, at, slot);
      return;
    }
    slot.take(place);
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      if (StopRule.isOfAnEarlierWrite(e)) {
        slot.done();
      } else if (!StopRule.isOfTheRecord(e)) {
        slot.rolledBack();
      }
      throw e;
    }
    slot.done();
    if (slot.careful()) {
      task.commit();
    }
  }

  /** A thread has committed up to before these places. */
  void committed(Map<TopicPartition, OffsetAndMetadata> places) {
    places.forEach(
        (partition, next) -> {
          int topic = topics.indexOf(partition.topic());
          if (topic >= 0) {
            file.slot(partition.partition()).committed(InHandFile.place(topic, next.offset() - 1));
          }
        });
  }

  /** This thread ends the process; what it had processed and not committed may be to blame. */
  void endsBy(Throwable failure) {
    if (StopRule.isOfTheRecord(failure)) {
      ofThisThread().forEach(Slot::ends);
    }
  }

  /** What this thread had processed is rolled back; when it ends, without a record's fault. */
  void rolledBack() {
    ofThisThread().forEach(Slot::rolledBack);
  }

  private Stream<Slot> ofThisThread() {
    return IntStream.range(0, owners.length)
        .filter(partition -> owners[partition] == Thread.currentThread())
        .mapToObj(file::slot);
  }

  /** The record of the partition that is being processed now. */
  Optional<String> now(int partition) {
    long place = partition < file.slots() ? file.slot(partition).inHand() : 0;
    return place == 0 ? Optional.empty() : Optional.of(name(place, partition));
  }

  /** The record that the thread processes now. */
  Optional<String> now(Thread thread) {
    return IntStream.range(0, owners.length)
        .filter(partition -> owners[partition] == thread)
        .mapToObj(this::now)
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Override
  public void close() {
    file.close();
  }

  private void setAside(
      ProcessorContext<Object, Object> task, Record<?, ?> record, RecordMetadata at, Slot slot) {
    String name = "%s-%d offset %d".formatted(at.topic(), at.partition(), at.offset());
    if (slot.isHopeless()) {
      throw new ProcessorFailed(
          "%s ended the process twice, and so did the %d records before it: it is not the records; see what the last runs said, then reset the state (docs/operations.md, What to delete)"
              .formatted(name, InHandFile.MOST_SET_ASIDE),
          null);
    }
    LOG.error(
        "{} ended the process twice: it goes to the dead letters, and the next is read", name);
    @SuppressWarnings("unchecked") // Sources hand on bytes.
    Record<byte[], byte[]> bytes = (Record<byte[], byte[]>) record;
    DiffyTopology.DEAD_LETTERS
        .from(task)
        .forward(DeadLetter.of(bytes, at, "ended the process twice while it was processed"));
    task.commit();
  }

  private String name(long place, int partition) {
    return "%s-%d offset %d"
        .formatted(topics.get(InHandFile.topic(place)), partition, InHandFile.offset(place));
  }

  /** In an order that never changes, for it is written down. */
  private static List<String> readTogether(Topics topics) {
    return List.<Topic<?>>of(
            topics.observations(),
            topics.rerouted(),
            topics.baselines(),
            topics.exceptions(),
            topics.control())
        .stream()
        .map(Topic::name)
        .toList();
  }
}
