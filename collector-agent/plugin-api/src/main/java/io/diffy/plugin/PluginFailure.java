package io.diffy.plugin;

import java.io.Serial;

/** A plugin can't do what it was asked; the message says what went wrong and what to do. */
public final class PluginFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public PluginFailure(String message) {
    super(message);
  }

  public PluginFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
