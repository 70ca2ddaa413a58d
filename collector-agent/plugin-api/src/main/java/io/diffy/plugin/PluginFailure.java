package io.diffy.plugin;

import java.io.Serial;
import java.time.Duration;

/** A plugin can't do what it was asked; the message says what went wrong and what to do. */
public final class PluginFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Duration rest;

  public PluginFailure(String message) {
    this(message, Duration.ZERO);
  }

  public PluginFailure(String message, Throwable cause) {
    super(message, cause);
    this.rest = Duration.ZERO;
  }

  /** One after which the other side wants to be left alone for so long. */
  public PluginFailure(String message, Duration rest) {
    super(message);
    this.rest = rest;
  }

  /** How long the other side wants to be left alone; zero when it did not say. */
  public Duration rest() {
    return rest;
  }
}
