package io.diffy.rules.state;

import io.diffy.schemas.SetAside.Reason;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The items of one answer, stored once for all instances that answer alike.
 *
 * @param items sorted fingerprints, each once
 * @param firstInstance the smallest instance id that was seen with this set: its rows are the
 *     samples
 * @param leftOut what else the answer shows, and why that is not compared by itself
 */
public record ItemSet(long[] items, String firstInstance, SortedMap<Long, Reason> leftOut) {
  private static final int FORMAT = 1;

  /** With what is left out behind all else. */
  private static final int FORMAT_LEFT_OUT = 2;

  private static final Set<Integer> FORMATS = Set.of(FORMAT, FORMAT_LEFT_OUT);

  /** All is compared. */
  public ItemSet(long[] items, String firstInstance) {
    this(items, firstInstance, Collections.emptySortedMap());
  }

  public byte[] encode() {
    StateWriter out =
        new StateWriter(leftOut.isEmpty() ? FORMAT : FORMAT_LEFT_OUT)
            .text(firstInstance)
            .number(items.length);
    for (long item : items) {
      out.big(item);
    }
    return leftOut.isEmpty()
        ? out.done()
        : out.list(leftOut.entrySet(), (to, e) -> to.big(e.getKey()).text(e.getValue().word()))
            .done();
  }

  /** Of a stored set, whose items nobody asks for. */
  public static String firstOf(byte[] bytes) {
    return StateReader.read(FORMATS, bytes, StateReader::text);
  }

  public static ItemSet decode(byte[] bytes) {
    return StateReader.read(
        FORMATS,
        bytes,
        in -> {
          String first = in.text();
          long[] items = new long[in.count(Long.BYTES)];
          Arrays.setAll(items, i -> in.big());
          SortedMap<Long, Reason> leftOut = new TreeMap<>();
          if (in.format() == FORMAT_LEFT_OUT) {
            for (int left = in.count(Long.BYTES); left > 0; left--) {
              leftOut.put(in.big(), Reason.valueOf(in.text().toUpperCase(Locale.ROOT)));
            }
          }
          return new ItemSet(items, first, leftOut);
        });
  }
}
