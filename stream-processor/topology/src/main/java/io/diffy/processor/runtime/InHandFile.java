package io.diffy.processor.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A few numbers for each partition in a file that is mapped into memory: to write one costs
 * nothing, and what was written is there after {@code kill -9}. Who loses the file forgets what
 * ended the process before, and nothing else.
 */
final class InHandFile implements AutoCloseable {
  /** When so many in a row end the process, it is not them. */
  static final int MOST_SET_ASIDE = 5;

  private static final int KILLS = 2;
  private static final int WORDS = 5 + MOST_SET_ASIDE;

  // Words of a slot.
  private static final int PLACE = 0;
  private static final int SUSPECT = 1;
  private static final int KILLED = 2;
  private static final int IN_A_ROW = 3;
  private static final int CONDEMNED = 5;

  // The low bits of a word: what had become of the record.
  private static final int IN_HAND = 1;
  private static final int DONE = 2;
  private static final int DONE_ALONE = 3;
  private static final int PHASE = 3;
  private static final int PHASE_BITS = 2;
  private static final int TOPIC_BITS = 3;

  private final FileChannel file;
  private final ByteBuffer bytes;
  private final Slot[] slots;

  private InHandFile(FileChannel file, int partitions) throws IOException {
    int size = size(partitions);
    if (file.size() < size) {
      // Really written: a hole that the disk has no room for would end the process later.
      ByteBuffer rest = ByteBuffer.allocate(size - (int) file.size());
      while (rest.hasRemaining()) {
        file.write(rest, file.size());
      }
    }
    this.file = file;
    this.bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, size);
    bytes.putLong(0, ProcessHandle.current().pid());
    slots = new Slot[partitions];
    for (int i = 0; i < partitions; i++) {
      slots[i] = new Slot(1 + i * WORDS);
    }
  }

  /**
   * The file with what the last run left in it; made where there is none.
   *
   * @throws ProcessorFailed when another processor has it, or it can't be used
   */
  static InHandFile open(Path path, int partitions) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        if (!isLocked(file)) {
          throw StopRule.inUse(path, owner(file));
        }
        return new InHandFile(file, partitions);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw StopRule.unusable(path, e);
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  private static long owner(FileChannel file) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(Long.BYTES);
    file.read(pid, 0);
    return pid.getLong(0);
  }

  private static int size(int partitions) {
    return (1 + partitions * WORDS) * Long.BYTES;
  }

  /** Others may have it from now on; the process may end after it. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new ProcessorFailed("can't close what is in hand: " + e.getMessage(), e);
    }
  }

  int slots() {
    return slots.length;
  }

  Slot slot(int partition) {
    return slots[partition];
  }

  /** A record as a number above 0. */
  static long place(int topic, long offset) {
    return (((offset + 1) << TOPIC_BITS) | topic) << PHASE_BITS;
  }

  static int topic(long place) {
    return (int) (place >> PHASE_BITS) & ((1 << TOPIC_BITS) - 1);
  }

  static long offset(long place) {
    return (place >> PHASE_BITS >> TOPIC_BITS) - 1;
  }

  /** Of one partition of all topics that are read together; one thread at a time has it. */
  final class Slot {
    private final int at;
    private boolean careful;
    private boolean alone;
    private boolean killed;

    private Slot(int at) {
      this.at = at;
    }

    /**
     * Counts at which record the last run ended, if it did not end in order. Once, before any other
     * call.
     *
     * @param onlyOne whether no other partition had records that were not committed
     * @return the record, when it is sure which one it was; else 0
     */
    long countEnd(boolean onlyOne) {
      long last = word(PLACE);
      int phase = (int) last & PHASE;
      put(PLACE, 0);
      if (last == 0) {
        return 0;
      }
      boolean exact = phase == IN_HAND || (phase == DONE_ALONE && onlyOne);
      long place = exact ? last & ~PHASE : (last & ~PHASE) | DONE;
      boolean again = exact ? place == word(SUSPECT) : (word(SUSPECT) & PHASE) == DONE;
      // Where it ended twice with several records that were not committed, each is committed by
      // itself: then it shows which one it is.
      careful = phase != IN_HAND && (exact || again);
      put(KILLED, again ? word(KILLED) + 1 : 1);
      put(SUSPECT, place);
      if (exact && word(KILLED) >= KILLS) {
        condemn(place);
      }
      return exact ? place : 0;
    }

    long kills() {
      return word(KILLED);
    }

    boolean isCondemned(long place) {
      for (int i = 0; i < MOST_SET_ASIDE; i++) {
        if (word(CONDEMNED + i) == place) {
          return true;
        }
      }
      return false;
    }

    /** Whether so many in a row were condemned that it can't be them. */
    boolean isHopeless() {
      return word(IN_A_ROW) > MOST_SET_ASIDE;
    }

    /** Whether each record is to be committed by itself. */
    boolean careful() {
      return careful;
    }

    void take(long place) {
      alone = word(PLACE) == 0;
      put(PLACE, place | IN_HAND);
    }

    void done() {
      put(PLACE, (word(PLACE) & ~PHASE) | (alone ? DONE_ALONE : DONE));
    }

    /** The record that is being processed; 0 when none is. */
    long inHand() {
      long now = word(PLACE);
      return (now & PHASE) == IN_HAND ? now & ~PHASE : 0;
    }

    /** Whether a record is being processed, or was and is not committed yet. */
    boolean isUncommitted() {
      return word(PLACE) != 0;
    }

    /**
     * Whatever is not committed now was there when the process ended: it is not to be forgotten.
     */
    void ends() {
      killed = true;
    }

    /** What was processed is undone, and nobody ended of it. */
    void rolledBack() {
      if (!killed) {
        put(PLACE, 0);
      }
    }

    /** All records that were processed are committed, those of this topic up to here. */
    void committed(long upTo) {
      if (word(PLACE) != 0) {
        put(PLACE, 0);
        put(IN_A_ROW, 0);
      }
      careful &= isBeyond(word(SUSPECT), upTo);
      if ((word(SUSPECT) & PHASE) == DONE ? !careful : !isBeyond(word(SUSPECT), upTo)) {
        put(SUSPECT, 0);
        put(KILLED, 0);
      }
      for (int i = CONDEMNED; i < CONDEMNED + MOST_SET_ASIDE; i++) {
        if (!isBeyond(word(i), upTo)) {
          put(i, 0);
        }
      }
    }

    private void condemn(long place) {
      put(IN_A_ROW, word(IN_A_ROW) + 1);
      for (int i = CONDEMNED; i < CONDEMNED + MOST_SET_ASIDE; i++) {
        if (word(i) == 0 || word(i) == place) {
          put(i, place);
          return;
        }
      }
    }

    /** Whether a record was not committed by this: it lies behind it, or on another topic. */
    private static boolean isBeyond(long place, long upTo) {
      return topic(place) != topic(upTo) || offset(place) > offset(upTo);
    }

    private long word(int index) {
      return bytes.getLong((at + index) * Long.BYTES);
    }

    private void put(int index, long word) {
      bytes.putLong((at + index) * Long.BYTES, word);
    }
  }
}
