package io.diffy.replay;

import io.diffy.agent.osquery.OsquerydLog;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    void take(String file, long number, byte[] line);
  }

  void add(OsquerydLog.Place place, String from, long number, byte[] line) {
    OsquerydLog.Place known =
        new OsquerydLog.Place(name(place.host()), name(place.query()), place.unixTime());
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

  void forEach(Taker taker) {
    // The sort is stable: lines of one second stay in the order of their file.
    lines.sort(Comparator.comparing(Line::place));
    for (Line line : lines) {
      taker.take(line.file, line.number, content(line));
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
