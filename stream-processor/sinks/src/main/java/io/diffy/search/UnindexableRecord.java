package io.diffy.search;

import java.io.Serial;

/** A record that no document can be made of; the message says why, for the dead letters. */
final class UnindexableRecord extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnindexableRecord(String message) {
    super(message);
  }
}
