package io.diffy.rules.state;

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

  void write(StateWriter out) {
    out.time(end).number(answers).big(rows);
  }

  static WindowLoad read(StateReader in) {
    return new WindowLoad(in.time(), in.number(), in.big());
  }
}
