package io.diffy.replay;

import io.diffy.agent.osquery.OsquerydLog;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private Path file;
  private RandomAccessFile spool;

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
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new CommandFailure("could not remove the temporary file " + file, e);
    }
  }

  private byte[] content(Line line) {
    byte[] content = new byte[line.length];
    if (line.offset >= flushed) {
      System.arraycopy(buffer, (int) (line.offset - flushed), content, 0, line.length);
      return content;
    }
    try {
      spool.seek(line.offset);
      spool.readFully(content);
      return content;
    } catch (IOException e) {
      throw new CommandFailure("can't read the temporary file " + file + ": " + e, e);
    }
  }

  private void flush() {
    try {
      if (spool == null) {
        file = Files.createTempFile("diffy-replay-", ".lines");
        spool = new RandomAccessFile(file.toFile(), "rw");
      }
      spool.seek(flushed);
      spool.write(buffer, 0, buffered);
      flushed += buffered;
      buffered = 0;
    } catch (IOException e) {
      throw new CommandFailure("can't write the temporary file " + file + ": " + e, e);
    }
  }

  private String name(String text) {
    return names.computeIfAbsent(text, name -> name);
  }
}
