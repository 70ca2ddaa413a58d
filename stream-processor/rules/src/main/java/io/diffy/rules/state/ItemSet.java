package io.diffy.rules.state;

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
    return StateBytes.write(
        FORMAT,
        out -> {
          StateBytes.writeText(out, firstInstance);
          out.writeInt(items.length);
          for (long item : items) {
            out.writeLong(item);
          }
        });
  }

  public static ItemSet decode(byte[] bytes) {
    return StateBytes.read(
        FORMAT,
        bytes,
        in -> {
          String first = StateBytes.readText(in);
          long[] items = new long[StateBytes.readCount(in, Long.BYTES)];
          for (int i = 0; i < items.length; i++) {
            items[i] = in.readLong();
          }
          return new ItemSet(items, first);
        });
  }
}
