package io.diffy.service;

import java.io.Serial;
import java.util.Optional;

/**
 * A command could not do its job. The message is one clear sentence and what to do; exit code 3.
 */
public final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }

  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /** Throws where there is a reason to. */
  public static void throwIf(Optional<String> reason) {
    if (reason.isPresent()) {
      throw new CommandFailure(reason.get());
    }
  }
}
