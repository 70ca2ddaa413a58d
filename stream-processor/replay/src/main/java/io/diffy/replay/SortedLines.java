package io.diffy.replay;

import io.diffy.osquerylog.OsquerydLog;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lines of osqueryd's log that build on each other, brought into the order in which each host wrote
 * them: rotated files may be named in any. Only an index is in memory.
 */
final class SortedLines implements AutoCloseable {
  private static final int KEPT = 1 << 20;

  private final List<Line> lines = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private byte[] buffer = new byte[KEPT];
  private int buffered;
  private long flushed;
  private SpoolFile spool;

  /** Where a line lies, and what decides its place. */
  private record Line(OsquerydLog.Place place, String file, long number, long offset, int length) {}

  /** Takes the lines in order. */
  interface Taker {
    /** Takes the next one; without a byte it could not be read. */
    void take(OsquerydLog.Place place, String file, long number, byte[] line);
  }

  void add(OsquerydLog.Place place, String from, long number, byte[] line) {
    OsquerydLog.Place known =
        new OsquerydLog.Place(
            name(place.host()),
            name(place.query()),
            place.epoch(),
            place.counter(),
            place.unixTime());
    lines.add(new Line(known, name(from), number, flushed + buffered, line.length));
    if (buffered + line.length > buffer.length) {
      flush();
    }
    if (line.length > buffer.length) {
      buffer = new byte[line.length];
    }
    System.arraycopy(line, 0, buffer, buffered, line.length);
    buffered += line.length;
  }

  /** Beside a line stands one that could not be read. */
  void damaged(OsquerydLog.Place place, String from, long number) {
    add(place, from, number, new byte[0]);
  }

  void forEach(Taker taker) {
    for (Line line : sorted()) {
      taker.take(line.place, line.file, line.number, content(line));
    }
  }

  @Override
  public void close() {
    try {
      if (spool != null) {
        spool.close();
      }
    } catch (IOException e) {
      throw new CommandFailure("could not close a temporary file: " + e.getMessage(), e);
    }
  }

  /** The sorts are stable: lines of one second stay in the order of their file. */
  private List<Line> sorted() {
    Map<List<Object>, List<Line>> epochs = new HashMap<>();
    for (Line line : lines) {
      OsquerydLog.Place place = line.place;
      epochs
          .computeIfAbsent(
              List.of(place.host(), place.query(), place.epoch()), e -> new ArrayList<>())
          .add(line);
    }
    List<List<Line>> sorted = new ArrayList<>();
    epochs.values().forEach(epoch -> sorted.add(epoch(epoch)));
    sorted.sort(
        Comparator.comparing((List<Line> epoch) -> epoch.get(0).place.host())
            .thenComparing(epoch -> epoch.get(0).place.query())
            .thenComparing(SortedLines::begin));
    return sorted.stream().flatMap(List::stream).toList();
  }

  private static long begin(List<Line> epoch) {
    return epoch.stream().mapToLong(line -> line.place.unixTime()).min().orElse(0);
  }

  /**
   * By time. A host whose clock was set back says so by its counters: where each file has them in
   * order, and the times have not, the counters are believed.
   */
  private static List<Line> epoch(List<Line> lines) {
    List<Line> byTime = new ArrayList<>(lines);
    byTime.sort(Comparator.comparing(line -> line.place.unixTime()));
    if (isCounted(byTime, line -> "") || !isCounted(lines, Line::file)) {
      return byTime;
    }
    byTime.sort(Comparator.comparing(line -> line.place.counter()));
    return byTime;
  }

  private static boolean isCounted(List<Line> lines, Function<Line, String> apart) {
    Map<String, Long> last = new HashMap<>();
    for (Line line : lines) {
      long counter = line.place.counter();
      Long before = last.put(apart.apply(line), counter);
      if (counter < 0 || (before != null && before > counter)) {
        return counter < 0;
      }
    }
    return true;
  }

  private byte[] content(Line line) {
    if (line.offset >= flushed) {
      int from = (int) (line.offset - flushed);
      return Arrays.copyOfRange(buffer, from, from + line.length);
    }
    try {
      return spool.read(line.offset, line.length);
    } catch (IOException e) {
      throw new CommandFailure("can't read a temporary file: " + e.getMessage(), e);
    }
  }

  private void flush() {
    try {
      if (spool == null) {
        spool = new SpoolFile();
      }
      OutputStream out = spool.end();
      out.write(buffer, 0, buffered);
      out.flush();
      flushed += buffered;
      buffered = 0;
    } catch (IOException e) {
      throw new CommandFailure("can't write a temporary file: " + e.getMessage(), e);
    }
  }

  private String name(String text) {
    return names.computeIfAbsent(text, name -> name);
  }
}
