package io.diffy.plugin;

import java.io.Serial;

/** What an instance printed can't be used; the message says where and why. */
public final class BadOutput extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean cut;

  /**
   * Bad output.
   *
   * @param cut whether its end is missing, rather than wrong
   */
  public BadOutput(String message, boolean cut) {
    super(message);
    this.cut = cut;
  }

  public boolean cut() {
    return cut;
  }
}
