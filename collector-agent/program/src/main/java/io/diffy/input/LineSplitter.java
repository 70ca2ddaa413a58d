package io.diffy.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Makes lines of bytes that come in pieces. A line without an end can't fill the memory: it is cut,
 * and then is no JSON. Lines with nothing in them are counted, and handed to nobody.
 */
public final class LineSplitter {
  /** Well above the longest line that is allowed, so that its reader says what is wrong. */
  public static final int LONGEST = 17 << 20;

  /** A buffer that a long line made big is not kept for the short ones behind it. */
  private static final int KEPT = 1 << 20;

  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Sink sink;
  private ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean begun;
  private long number = 1;

  public LineSplitter(Sink sink) {
    this.sink = new SpreadObjects(sink);
  }

  /** Reads all that comes, or until it is told to stop. */
  public void readAll(InputStream in, BooleanSupplier stop) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0 && !stop.getAsBoolean(); n = in.read(buffer)) {
      feed(buffer, n);
    }
    if (!stop.getAsBoolean()) {
      finish();
    }
  }

  /** Takes the next {@code length} bytes. */
  public void feed(byte[] bytes, int length) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        if (i == from && !begun) {
          number++; // a gigabyte of these comes of a megabyte: they cost nothing
        } else {
          keep(bytes, from, i);
          emit();
        }
        from = i + 1;
      }
    }
    if (from < length) {
      keep(bytes, from, length);
      begun = true;
    }
  }

  /** Nothing more comes: what stands behind the last line end is a line too, the next is line 1. */
  public void finish() {
    if (begun) {
      emit();
    }
    sink.end();
    number = 1;
  }

  private void keep(byte[] bytes, int from, int to) {
    line.write(bytes, from, Math.min(to - from, LONGEST - line.size()));
  }

  private void emit() {
    byte[] whole = line.toByteArray();
    if (whole.length > KEPT) {
      line = new ByteArrayOutputStream();
    }
    line.reset();
    begun = false;
    sink.line(number++, whole);
  }

  /**
   * Without the carriage return of Windows, and the mark that it puts at the start of Unicode:
   * joined files have it inside.
   */
  public static byte[] plain(byte[] whole) {
    boolean marked = whole.length >= 3 && Arrays.equals(whole, 0, 3, MARK, 0, 3);
    boolean returns = whole.length > 0 && whole[whole.length - 1] == '\r';
    return marked || returns
        ? Arrays.copyOfRange(whole, marked ? 3 : 0, whole.length - (returns ? 1 : 0))
        : whole;
  }

  /** Whether there is nothing in a line. */
  public static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Takes the lines; the first one has number 1. */
  @FunctionalInterface
  public interface Sink {
    void line(long number, byte[] line);

    /** Nothing more comes for now. */
    default void end() {}
  }
}
