package io.diffy.terminal;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Lines of comma-separated values as RFC 4180 has them. A cell that a spreadsheet would take for a
 * formula gets an apostrophe before it: its text is a host's, and formulas can run programs.
 */
public final class Csv {
  private static final String FORMULA = "=+-@＝＋－＠";

  private Csv() {}

  /** One record, without its line end, which is {@code \r\n}. */
  public static String line(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
  }

  private static String cell(String text) {
    String safe = Terminal.safe(text);
    String plain = safe.stripLeading();
    boolean formula = !plain.isEmpty() && FORMULA.indexOf(plain.charAt(0)) >= 0;
    String said = formula ? "'" + safe : safe;
    boolean quoted = said.contains(",") || said.contains("\"") || !said.equals(said.strip());
    return quoted ? "\"" + said.replace("\"", "\"\"") + "\"" : said;
  }
}
