package io.diffy.schemas;

import java.util.Locale;

/** How whole an answer is. Only {@link #OK} counts: it may be empty, and then it proves absence. */
public enum Coverage {
  OK,
  TRUNCATED,
  ERROR,
  STALE;

  /** The word on the wire: the name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
