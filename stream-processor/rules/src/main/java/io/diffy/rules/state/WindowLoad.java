package io.diffy.rules.state;

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
public record WindowLoad(Instant end, int answers, long rows) {
  static final WindowLoad NONE = new WindowLoad(Instant.EPOCH, 0, 0);

  /** With one more answer. One for an earlier window counts for the newest: it comes now. */
  WindowLoad and(Instant windowEnd, long newRows) {
    return windowEnd.isAfter(end)
        ? new WindowLoad(windowEnd, 1, newRows)
        : new WindowLoad(end, answers + 1, rows + newRows);
  }

  /** What counts when an answer for a window comes. */
  public WindowLoad at(Instant windowEnd) {
    return windowEnd.isAfter(end) ? NONE : this;
  }

  void write(DataOutputStream out) throws IOException {
    StateBytes.writeTime(out, end);
    out.writeInt(answers);
    out.writeLong(rows);
  }

  static WindowLoad read(DataInputStream in) throws IOException {
    return new WindowLoad(StateBytes.readTime(in), in.readInt(), in.readLong());
  }
}
