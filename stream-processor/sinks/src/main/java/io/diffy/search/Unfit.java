package io.diffy.search;

import java.io.Serial;

/** A record that no document can be made of; the message says why, for the dead letters. */
final class Unfit extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  Unfit(String message) {
    super(message);
  }
}
