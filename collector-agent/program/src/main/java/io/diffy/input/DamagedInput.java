package io.diffy.input;

import java.io.IOException;

/** What was read so far is whole, and nothing behind it can be read. */
final class DamagedInput extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Damage.
   *
   * @param at the byte of the file at which it shows
   */
  DamagedInput(long at, String why) {
    super("byte %,d: %s".formatted(at, why));
  }
}
