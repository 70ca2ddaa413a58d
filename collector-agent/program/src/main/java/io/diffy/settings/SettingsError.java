package io.diffy.settings;

import java.io.Serial;

/** The settings can't be used as they are: exit code 2. */
public final class SettingsError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public SettingsError(String message) {
    super(message);
  }
}
