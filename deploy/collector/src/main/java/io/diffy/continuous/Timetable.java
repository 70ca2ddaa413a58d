package io.diffy.continuous;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * When the runs of one group are due. The times of an interval are fixed for ever: whole intervals
 * since 1970, moved by a hash of group and interval, so that groups don't all ask at the same
 * moment, and every collector and every restart knows the same times. A run waits until it can
 * begin; when the next one of its interval is due before it began, it is skipped.
 *
 * <p>Not for several threads.
 */
final class Timetable {
  private final String group;
  private final NavigableMap<Integer, Instant> next = new TreeMap<>();
  private final NavigableMap<Integer, Instant> waiting = new TreeMap<>();

  /**
   * A run.
   *
   * @param intervalSeconds whose queries it asks
   * @param due when it was to begin
   */
  record Slot(int intervalSeconds, Instant due) {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 24;

    /**
     * Names the run: by group, interval and the time it was due at, so that a collection plugin
     * that can go on with a run knows it again. At most 60 letters, digits and dashes.
     */
    String runId(String group) {
      String plain = group.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-", "");
      CRC32 hash = new CRC32();
      hash.update(group.getBytes(UTF_8));
      // What is replaced or cut may be all that two groups differ in.
      return "%s-%08x-%d-%s"
          .formatted(
              plain.substring(0, Math.min(plain.length(), LONGEST_NAME)),
              hash.getValue(),
              intervalSeconds,
              TIME.format(due));
    }
  }

  /**
   * Nothing is due at the start.
   *
   * @param intervals in seconds
   */
  Timetable(String group, Collection<Integer> intervals, Instant start) {
    this.group = group;
    intervals.forEach(interval -> next.put(interval, after(group, interval, start)));
  }

  /** The first time of an interval that is later than {@code time}. */
  static Instant after(String group, int intervalSeconds, Instant time) {
    CRC32 hash = new CRC32();
    hash.update((group + "\n" + intervalSeconds).getBytes(UTF_8));
    long offset = hash.getValue() % intervalSeconds;
    long passed = Math.floorDiv(time.getEpochSecond() - offset, intervalSeconds);
    return Instant.ofEpochSecond((passed + 1) * intervalSeconds + offset);
  }

  /** Lets the time pass; returns how many runs were skipped meanwhile. */
  int pass(Instant now) {
    int skipped = 0;
    for (var entry : next.entrySet()) {
      int interval = entry.getKey();
      Instant due = entry.getValue();
      if (due.isAfter(now)) {
        continue;
      }
      Instant following = after(group, interval, now);
      Instant newest = following.minusSeconds(interval);
      long missed = newest.minusMillis(due.toEpochMilli()).getEpochSecond() / interval;
      skipped += (int) missed + (waiting.containsKey(interval) ? 1 : 0);
      waiting.put(interval, newest);
      entry.setValue(following);
    }
    return skipped;
  }

  /** The run that waits longest; of those, that of the shortest interval. */
  Optional<Slot> waiting() {
    return waiting.entrySet().stream()
        .map(entry -> new Slot(entry.getKey(), entry.getValue()))
        .min(Comparator.comparing(Slot::due).thenComparing(Slot::intervalSeconds));
  }

  /** It began: it waits no more. */
  void begin(Slot slot) {
    waiting.remove(slot.intervalSeconds(), slot.due());
  }

  /** A run that was interrupted is to begin again, under its own time. */
  void resume(Slot slot) {
    waiting.putIfAbsent(slot.intervalSeconds(), slot.due());
  }
}
