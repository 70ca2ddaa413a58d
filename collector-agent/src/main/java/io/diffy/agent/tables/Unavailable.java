package io.diffy.agent.tables;

import java.io.IOException;

/** A table can't be read. The message is whole: what, where, and what to do. */
final class Unavailable extends IOException {
  private static final long serialVersionUID = 1L;

  Unavailable(String message) {
    super(message);
  }
}
