package io.diffy.sink;

import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records that wait to be delivered together, and how far each partition is read with them. Time is
 * in nanoseconds of any clock that never goes back.
 */
final class SinkBatch {
  private final SinkHabits habits;
  private final List<SinkRecord> records = new ArrayList<>();
  private final Map<Integer, Long> next = new HashMap<>();
  private long bytes;
  private long since;

  SinkBatch(SinkHabits habits) {
    this.habits = habits;
  }

  void add(SinkRecord record, long now) {
    if (records.isEmpty()) {
      since = now;
    }
    records.add(record);
    bytes += record.value().length;
    next.put(record.partition(), record.offset() + 1);
  }

  /** A record that nobody is to be given, such as a tombstone. */
  void pass(int partition, long offset) {
    next.put(partition, offset + 1);
  }

  /**
   * Nothing more is to come before this offset: behind the last record may lie the mark of its
   * transaction.
   */
  void readUpTo(int partition, long offset) {
    next.computeIfPresent(partition, (number, place) -> Math.max(place, offset));
  }

  /** Whether it must be delivered before more is added. */
  boolean isFull() {
    return records.size() >= habits.records() || bytes >= habits.bytes();
  }

  /** Whether its first record has waited long enough. */
  boolean isDue(long now) {
    return isFull() || (!records.isEmpty() && now - since >= habits.patience().toNanos());
  }

  /** Forgets what is of these partitions: somebody else reads them now. */
  void drop(Collection<Integer> partitions) {
    records.removeIf(record -> partitions.contains(record.partition()));
    bytes = records.stream().mapToLong(record -> record.value().length).sum();
    next.keySet().removeAll(partitions);
  }

  List<SinkRecord> records() {
    return List.copyOf(records);
  }

  /** For each partition the offset to go on with once this batch is delivered. */
  Map<Integer, Long> next() {
    return Map.copyOf(next);
  }
}
