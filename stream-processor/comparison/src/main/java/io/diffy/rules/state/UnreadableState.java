package io.diffy.rules.state;

import java.io.Serial;

/** What a store holds can't be read, whatever record asks for it. */
public final class UnreadableState extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableState(String message, Throwable cause) {
    super(message, cause);
  }
}
