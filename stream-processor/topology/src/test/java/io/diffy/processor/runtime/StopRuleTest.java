package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
