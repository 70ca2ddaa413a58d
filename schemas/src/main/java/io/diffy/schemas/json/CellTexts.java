package io.diffy.schemas.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The texts of cells that were read of late: hosts of a group say the same again and again, and one
 * object for one text is made once, and compared at a glance. Bounded, and only a shortcut: another
 * object with the same text is as good. Of any thread, without locks: entries are immutable.
 */
final class CellTexts {
  /** A power of two. With its longest texts an entry takes a kilobyte, and mostly a tenth of it. */
  private static final int PLACES = 1 << 15;

  private static final int LONGEST = 256;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final Known[] places = new Known[PLACES];

  // Never handed out.
  @SuppressWarnings("ArrayRecordComponent")
  private record Known(byte[] bytes, String text) {
    private boolean is(byte[] record, int from, int to) {
      return Arrays.equals(bytes, 0, bytes.length, record, from, to);
    }
  }

  /** The text of checked UTF-8 without escapes. */
  String of(byte[] record, int from, int to) {
    if (to - from > LONGEST) {
      return new String(record, from, to - from, StandardCharsets.UTF_8);
    }
    int first = place(record, from, to);
    Known known = places[first];
    if (known != null && known.is(record, from, to)) {
      return known.text;
    }
    Known other = places[first ^ 1];
    if (other == null || !other.is(record, from, to)) {
      byte[] bytes = Arrays.copyOfRange(record, from, to);
      other = new Known(bytes, new String(bytes, StandardCharsets.UTF_8));
    }
    // What is often read stays, however much comes that only one host says.
    places[first ^ 1] = known;
    places[first] = other;
    return other.text;
  }

  /** Whoever makes texts meet in one place makes only his own be read as others are. */
  private static int place(byte[] record, int from, int to) {
    long hash = to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(record, at)) * MIX;
      hash ^= hash >>> 29;
    }
    for (; at < to; at++) {
      hash = (hash ^ record[at]) * MIX;
    }
    return (int) (hash >>> 40) & (PLACES - 1);
  }
}
