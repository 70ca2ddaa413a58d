package io.diffy.processor.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.runtime.InHandFile.Slot;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that ends without a word is one that opens the file again, and nothing else. */
final class InHandFileTest {
  private static final int OBSERVATIONS = 0;
  private static final int CONTROL = 4;

  @TempDir private Path folder;
  private InHandFile last;

  /** The operating system takes the lock from a dead process. */
  @AfterEach
  void end() {
    if (last != null) {
      last.close();
    }
  }

  @Test
  void whoComesSecondIsToldWhoHasIt() {
    open();
    ProcessorFailed failed =
        assertThrows(
            ProcessorFailed.class,
            () -> InHandFile.open(folder.resolve("state").resolve("in-hand"), 2));
    assertEquals(
        "the data folder %s is in use by another processor, process %d; each processor needs a folder of its own: --data"
            .formatted(folder, ProcessHandle.current().pid()),
        failed.getMessage());
  }

  @Test
  void aRecordThatEndsTwoRunsIsCondemnedUntilItIsPassedOver() {
    Slot first = run();
    commit(first, 6);
    first.take(record(7));
    Slot second = run();
    assertFalse(second.isCondemned(record(7)));
    second.take(record(7));
    Slot third = run();
    assertTrue(third.isCondemned(record(7)));
    assertFalse(third.isCondemned(record(8)));
    // Killed before the dead letter was committed: it is as it was.
    assertTrue(run().isCondemned(record(7)));
    Slot fourth = run();
    fourth.committed(record(7));
    assertFalse(fourth.isCondemned(record(7)));
    assertFalse(run().isCondemned(record(7)));
  }

  @Test
  void twoKillsAtOtherRecordsCondemnNobody() {
    Slot first = run();
    first.take(record(7));
    Slot second = run();
    second.take(record(7));
    second.done();
    second.take(record(8));
    Slot third = run();
    assertFalse(third.isCondemned(record(7)));
    assertFalse(third.isCondemned(record(8)));
  }

  @Test
  void progressBetweenTwoKillsForgetsTheFirst() {
    Slot first = run();
    first.take(record(7));
    Slot second = run();
    second.take(record(7));
    second.done();
    second.committed(record(7));
    // Read again from the beginning, by somebody who set the group's offsets back.
    second.take(record(7));
    assertFalse(run().isCondemned(record(7)));
  }

  @Test
  void killsBetweenCommitsNeverCondemnOneOfMany() {
    for (int kill = 0; kill < 5; kill++) {
      Slot slot = run();
      batch(slot);
      for (int offset = 7; offset < 10; offset++) {
        assertFalse(slot.isCondemned(record(offset)));
      }
    }
  }

  @Test
  void whatEndsItInACommitIsFoundByCommittingEachRecordAlone() {
    batch(run());
    Slot second = run();
    assertFalse(second.careful(), "one kill in the middle of a batch costs nothing");
    batch(second);
    Slot third = run();
    assertTrue(third.careful());
    commit(third, 7);
    third.take(record(8));
    third.done();
    Slot fourth = run();
    assertTrue(fourth.careful());
    fourth.take(record(8));
    fourth.done();
    Slot fifth = run();
    assertTrue(fifth.isCondemned(record(8)));
    fifth.committed(record(8));
    commit(fifth, 9);
    assertFalse(fifth.careful());
  }

  @Test
  void offsetsOfOtherTopicsSayNothing() {
    Slot first = run();
    first.take(record(7));
    Slot second = run();
    second.committed(InHandFile.place(CONTROL, 100));
    second.take(record(7));
    assertTrue(run().isCondemned(record(7)));
  }

  @Test
  void whatIsRolledBackEndsNobodyUnlessTheThreadEndsByIt() {
    Slot first = run();
    first.take(record(7));
    first.rolledBack();
    assertEquals(0, openAndCount());
    Slot second = run();
    second.take(record(7));
    second.ends();
    second.rolledBack();
    assertEquals(record(7), openAndCount());
  }

  @Test
  void afterFiveInARowItIsNotTheRecords() {
    int offset = 0;
    while (!run().isHopeless()) {
      Slot once = run();
      once.take(record(offset));
      Slot twice = run();
      twice.take(record(offset));
      Slot passes = run();
      assertTrue(passes.isCondemned(record(offset)));
      passes.committed(record(offset));
      offset++;
      assertTrue(offset < 20, "it never ends");
    }
    assertEquals(InHandFile.MOST_SET_ASIDE + 1, offset);
    commit(run(), offset);
    assertFalse(run().isHopeless(), "one that went well says that the state is well");
  }

  @Test
  void aPlaceIsTopicAndOffset() {
    long place = InHandFile.place(CONTROL, 1L << 50);
    assertEquals(CONTROL, InHandFile.topic(place));
    assertEquals(1L << 50, InHandFile.offset(place));
    assertTrue(InHandFile.place(0, 0) > 0);
  }

  private static void batch(Slot slot) {
    for (int offset = 7; offset < 10; offset++) {
      slot.take(record(offset));
      slot.done();
    }
  }

  private static void commit(Slot slot, int offset) {
    slot.take(record(offset));
    slot.done();
    slot.committed(record(offset));
  }

  private Slot run() {
    Slot slot = open().slot(1);
    slot.countEnd(true);
    return slot;
  }

  private long openAndCount() {
    return open().slot(1).countEnd(true);
  }

  private InHandFile open() {
    end();
    last = InHandFile.open(folder.resolve("state").resolve("in-hand"), 2);
    return last;
  }

  private static long record(long offset) {
    return InHandFile.place(OBSERVATIONS, offset);
  }
}
