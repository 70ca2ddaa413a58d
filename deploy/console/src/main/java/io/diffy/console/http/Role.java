package io.diffy.console.http;

import java.util.Locale;

/** What somebody may do; each may what those before it may. */
public enum Role {
  /** Anybody: what is no secret. */
  NONE,
  /** See. */
  READER,
  /** Decide on findings. */
  ANALYST,
  /** Decide for all groups and for ever. */
  ADMIN;

  /** As it is written in the token file and in the document of the API. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  boolean may(Role needed) {
    return compareTo(needed) >= 0;
  }
}
