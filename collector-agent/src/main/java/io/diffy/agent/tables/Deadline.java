package io.diffy.agent.tables;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The moment a query has to be answered by.
 *
 * @param end in {@link System#nanoTime}
 */
record Deadline(Duration limit, long end) {

  Deadline(Duration limit) {
    this(limit, System.nanoTime() + limit.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - end > 0;
  }

  void check() throws InterruptedIOException {
    if (passed()) {
      throw new InterruptedIOException(message());
    }
  }

  String message() {
    return "the query did not finish within " + limit.toMillis() / 1000.0 + " s";
  }
}
