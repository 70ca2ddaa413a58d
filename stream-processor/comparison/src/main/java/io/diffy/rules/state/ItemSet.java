package io.diffy.rules.state;

import java.util.Arrays;

/**
 * The items of one answer, stored once for all instances that answer alike.
 *
 * @param items sorted fingerprints, each once
 * @param firstInstance the smallest instance id that was seen with this set: its rows are the
 *     samples
 */
public record ItemSet(long[] items, String firstInstance) {
  private static final int FORMAT = 1;

  public byte[] encode() {
    StateWriter out = new StateWriter(FORMAT).text(firstInstance).number(items.length);
    for (long item : items) {
      out.big(item);
    }
    return out.done();
  }

  public static ItemSet decode(byte[] bytes) {
    return StateReader.read(
        FORMAT,
        bytes,
        in -> {
          String first = in.text();
          long[] items = new long[in.count(Long.BYTES)];
          Arrays.setAll(items, i -> in.big());
          return new ItemSet(items, first);
        });
  }
}
