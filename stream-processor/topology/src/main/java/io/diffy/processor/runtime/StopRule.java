package io.diffy.processor.runtime;

import io.diffy.rules.state.UnreadableState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.rocksdb.RocksDBException;

/** What a failure of a stream thread is about, and what a person does about it. */
final class StopRule {
  private StopRule() {}

  /**
   * Whether the record that was processed may be to blame. Not where Kafka, the disk or the state
   * failed: those fail at whatever record comes.
   */
  static boolean isOfTheRecord(Throwable failure) {
    List<Throwable> causes = causes(failure);
    if (causes.stream()
        .anyMatch(c -> c instanceof RecordTooLargeException || c instanceof SerializationException)) {
      return true;
    }
    Throwable root = causes.get(causes.size() - 1);
    return !(root instanceof KafkaException
        || root instanceof RocksDBException
        || root instanceof IOException
        || root instanceof TimeoutException
        || root instanceof InterruptedException
        || root instanceof UnreadableState
        || root instanceof ProcessorFailed);
  }

  /** Whether a broker refused what was written before, maybe for another record. */
  static boolean isOfAnEarlierWrite(Throwable failure) {
    return causes(failure).stream().anyMatch(RecordTooLargeException.class::isInstance);
  }

  static ProcessorFailed gone(String topic) {
    return new ProcessorFailed(
        "topic %s is gone; make it anew with diffy topics --create, then start the processor again"
            .formatted(topic),
        null);
  }

  private static List<Throwable> causes(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
