package io.diffy.processor.runtime;

import io.diffy.rules.state.UnreadableState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;

/** What a failure of a stream thread is about, and what a person does about it. */
final class StopRule {
  /** What an operating system says, and what a person does about it. */
  private static final Map<String, String> OF_THE_SYSTEM =
      Map.of(
          "No space left on device", "the disk under the data folder is full; make room, ",
          "not enough space on the disk", "the disk under the data folder is full; make room, ",
          "Disk quota exceeded", "the disk quota of the data folder is used up; make room, ",
          "Read-only file system", "the data folder can't be written; mount it writable, ",
          "Permission denied", "the data folder may not be written; see who owns what is in it, ",
          "Too many open files",
              "too many open files; raise the limit of the process, ulimit -n, ");

  private static final String GONE =
      " is gone; make it anew with diffy topics --create, then start the processor again";
  private static final String SETTING =
      "Kafka refused a record of the processor for a setting of its topic; see diffy topics --check";
  private static final String LATE =
      "its transactions took too long and were given up by Kafka; give it more time or less work: more processors, or kafka.producer.transaction.timeout.ms";
  private static final String STATE =
      "the local state can't be used; delete state/ in the data folder: it is restored from Kafka";

  /** No kind is one of another. */
  private static final Map<Class<? extends Throwable>, String> OF_ITS_KIND =
      Map.ofEntries(
          Map.entry(MissingSourceTopicException.class, "a topic" + GONE),
          Map.entry(UnknownTopicOrPartitionException.class, "a topic" + GONE),
          Map.entry(RecordTooLargeException.class, SETTING),
          Map.entry(InvalidTimestampException.class, SETTING),
          Map.entry(
              FencedInstanceIdException.class,
              "another process took this one's place in the group; stop one of them"),
          Map.entry(ProducerFencedException.class, LATE),
          Map.entry(InvalidProducerEpochException.class, LATE),
          Map.entry(
              OutOfMemoryError.class, "too little memory; give it more: DIFFY_JAVA_OPTS=-Xmx1g"),
          Map.entry(RocksDBException.class, STATE),
          Map.entry(ProcessorStateException.class, STATE),
          Map.entry(UnreadableState.class, "reset the state: docs/operations.md, What to delete"),
          Map.entry(
              TimeoutException.class,
              "Kafka did not answer in time; see that its brokers run: diffy doctor"));

  private StopRule() {}

  /**
   * Whether the record that was processed may be to blame. Not where Kafka, the disk or the state
   * failed: those fail at whatever record comes.
   */
  static boolean isOfTheRecord(Throwable failure) {
    List<Throwable> causes = causes(failure);
    if (causes.stream()
        .anyMatch(
            c -> c instanceof RecordTooLargeException || c instanceof SerializationException)) {
      return true;
    }
    Throwable root = causes.get(causes.size() - 1);
    return !(root instanceof KafkaException
        || root instanceof RocksDBException
        || root instanceof IOException
        || root instanceof java.util.concurrent.TimeoutException
        || root instanceof InterruptedException
        || root instanceof UnreadableState
        || root instanceof ProcessorFailed);
  }

  /** Whether a broker refused what was written before, maybe for another record. */
  static boolean isOfAnEarlierWrite(Throwable failure) {
    return causes(failure).stream().anyMatch(RecordTooLargeException.class::isInstance);
  }

  static ProcessorFailed inUse(Path path, long pid) {
    Path state = path.toAbsolutePath().normalize().getParent();
    return new ProcessorFailed(
        "the data folder %s is in use by another processor, process %d; each processor needs a folder of its own: --data"
            .formatted(state.endsWith("state") ? state.getParent() : state, pid),
        null);
  }

  static ProcessorFailed unusable(Path path, IOException failure) {
    String todo =
        ofTheSystem(failure).map(t -> t + ", or choose").orElse("can't use it; choose")
            + " another folder with --data";
    return new ProcessorFailed("%s (%s: %s)".formatted(todo, path, failure.getMessage()), failure);
  }

  /**
   * What stopped the processor, in one sentence with what to do.
   *
   * @param record that the thread processed; empty when it was at none
   */
  static String sentence(Throwable failure, Optional<String> record) {
    String why = why(failure);
    // First: whatever else failed, failed because of it.
    Optional<String> system = ofTheSystem(failure);
    if (system.isPresent()) {
      return "%s (%s)".formatted(system.get(), why);
    }
    for (Throwable cause : causes(failure)) {
      Optional<String> todo = todo(cause);
      if (todo.isPresent()) {
        return "%s (%s)".formatted(todo.get(), why);
      }
    }
    if (!isOfTheRecord(failure) || record.isEmpty()) {
      return why.contains("; ") ? why : why + "; start it again, and see diffy doctor";
    }
    return "%s failed: %s; start it again: a record that ends it twice goes to the dead letters"
        .formatted(record.get(), why);
  }

  /** What went wrong first. */
  static String why(Throwable failure) {
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    return Optional.ofNullable(root.getMessage()).orElse(root.getClass().getSimpleName());
  }

  /** What a person does when the operating system refused files; empty when it did not. */
  private static Optional<String> ofTheSystem(Throwable failure) {
    return causes(failure).stream()
        .map(cause -> String.valueOf(cause.getMessage()))
        .flatMap(says -> OF_THE_SYSTEM.keySet().stream().filter(says::contains).sorted())
        .findFirst()
        .map(word -> OF_THE_SYSTEM.get(word) + "then start it again");
  }

  private static Optional<String> todo(Throwable cause) {
    String says = String.valueOf(cause.getMessage());
    return says.contains("invalid partitions") || says.contains("not co-partitioned")
        ? Optional.of(
            "topics have other numbers of partitions than they need; see diffy topics --check")
        : OF_ITS_KIND.entrySet().stream()
            .filter(kind -> kind.getKey().isInstance(cause))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  static ProcessorFailed gone(String topic) {
    return new ProcessorFailed("topic " + topic + GONE, null);
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
