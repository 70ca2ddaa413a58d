package io.diffy.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines as bytes. A line without an end can't fill the memory: it is cut, and then is no JSON. */
final class LineReader {
  /** Well above the largest observation that is allowed, so that the codec says what is wrong. */
  private static final int LONGEST = 16 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; null after the last. */
  byte[] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(8192);
    boolean any = false;
    while (from < to || fill()) {
      any = true;
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      line.write(buffer, from, Math.min(end - from, LONGEST - line.size()));
      from = end + 1;
      if (end < to) {
        break;
      }
    }
    return any ? withoutCarriageReturn(line.toByteArray()) : null;
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(buffer));
    return to > 0;
  }

  private static byte[] withoutCarriageReturn(byte[] line) {
    boolean windows = line.length > 0 && line[line.length - 1] == '\r';
    return windows ? Arrays.copyOf(line, line.length - 1) : line;
  }
}
