package io.diffy.schemas.codec;

import java.io.Serial;

/**
 * A record that breaks its contract; the message says what is wrong, without host text beyond a
 * short excerpt.
 */
public final class MalformedRecord extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedRecord(String reason) {
    super(reason);
  }
}
