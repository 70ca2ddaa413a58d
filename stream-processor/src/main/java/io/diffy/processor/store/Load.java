package io.diffy.processor.store;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * How much an instance has sent of one query for its newest window.
 *
 * @param end the end of that window
 * @param answers how many answers
 * @param rows how many different rows of them were new to the store
 */
public record Load(Instant end, int answers, long rows) {
  static final Load NONE = new Load(Instant.EPOCH, 0, 0);

  /** With one more answer. One for an earlier window counts for the newest: it comes now. */
  Load and(Instant windowEnd, long newRows) {
    return windowEnd.isAfter(end)
        ? new Load(windowEnd, 1, newRows)
        : new Load(end, answers + 1, rows + newRows);
  }

  /** What counts when an answer for a window comes. */
  public Load at(Instant windowEnd) {
    return windowEnd.isAfter(end) ? NONE : this;
  }

  void write(DataOutputStream out) throws IOException {
    Bytes.writeTime(out, end);
    out.writeInt(answers);
    out.writeLong(rows);
  }

  static Load read(DataInputStream in) throws IOException {
    return new Load(Bytes.readTime(in), in.readInt(), in.readLong());
  }
}
