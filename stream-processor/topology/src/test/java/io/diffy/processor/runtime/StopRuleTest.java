package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;

/**
 * What stopped the processor is one sentence with what to do, and what the system says is first.
 */
class StopRuleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          While appending to file: 000007.sst: No space left on device | the disk under the data folder is full; make room, then start it again
          There is not enough space on the disk                       | the disk under the data folder is full; make room, then start it again
          While open a file for appending: Disk quota exceeded         | the disk quota of the data folder is used up; make room, then start it again
          While fdatasync: Read-only file system                       | the data folder can't be written; mount it writable, then start it again
          While lock file: /state/0_1/rocksdb/LOCK: Permission denied  | the data folder may not be written; see who owns what is in it, then start it again
          While open directory: Too many open files                    | too many open files; raise the limit of the process, ulimit -n, then start it again
          """)
  void aDiskIsToldAsADiskAndNotAsABrokenState(String system, String todo) {
    ProcessorStateException failure =
        new ProcessorStateException("Error opening store state", new RocksDBException(system));
    assertEquals(
        todo + " (" + system + ")",
        StopRule.sentence(failure, Optional.of("diffy.observations-0 offset 3")));
    assertFalse(StopRule.isOfTheRecord(failure));
  }

  @ParameterizedTest
  @MethodSource("ofKafka")
  void whatKafkaDoesNotLetItDoIsOneSentenceWithWhatToDo(Exception failure, String todo) {
    StreamsException wrapped = new StreamsException("This should not happen", failure);
    assertEquals(
        "%s (%s)".formatted(todo, failure.getMessage()),
        StopRule.sentence(wrapped, Optional.of("diffy.observations-0 offset 3")));
  }

  static Stream<Arguments> ofKafka() {
    String gone =
        "a topic is gone; make it anew with diffy topics --create, then start the processor again";
    String setting =
        "Kafka refused a record of the processor for a setting of its topic; see diffy topics --check";
    String late =
        "its transactions took too long and were given up by Kafka; give it more time or less work: more processors, or kafka.producer.transaction.timeout.ms";
    return Stream.of(
        Arguments.of(new MissingSourceTopicException("no such source"), gone),
        Arguments.of(new UnknownTopicOrPartitionException("not hosted here"), gone),
        Arguments.of(new RecordTooLargeException("1 MB too much"), setting),
        Arguments.of(new InvalidTimestampException("out of range"), setting),
        Arguments.of(new ProducerFencedException("newer epoch"), late),
        Arguments.of(new InvalidProducerEpochException("older epoch"), late),
        Arguments.of(
            new FencedInstanceIdException("same id"),
            "another process took this one's place in the group; stop one of them"),
        Arguments.of(
            new TimeoutException("60000 ms passed"),
            "Kafka did not answer in time; see that its brokers run: diffy doctor"),
        Arguments.of(
            new IllegalStateException(
                "x-repartition has invalid partitions: expected: 4; actual: 6"),
            "topics have other numbers of partitions than they need; see diffy topics --check"));
  }

  @Test
  void aFolderThatIsFullOrNotOursIsToldBeforeAnythingIsOpened() {
    Path file = Path.of("state", "diffy.in-hand");
    assertEquals(
        "the disk under the data folder is full; make room, then start it again, or choose another folder with --data (%s: No space left on device)"
            .formatted(file),
        StopRule.unusable(file, new IOException("No space left on device")).getMessage());
    assertEquals(
        "can't use it; choose another folder with --data (%s: Is a directory)".formatted(file),
        StopRule.unusable(file, new IOException("Is a directory")).getMessage());
  }
}
