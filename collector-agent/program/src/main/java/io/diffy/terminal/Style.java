package io.diffy.terminal;

/** The few colours a table needs. */
public enum Style {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  YELLOW("33");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /** The text in this colour, where colours are shown. */
  public String apply(String text, boolean colour) {
    return colour && !code.isEmpty() && !text.isEmpty()
        ? "\u001b[" + code + "m" + text + "\u001b[0m"
        : text;
  }
}
