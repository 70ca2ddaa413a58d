package io.diffy.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one place where text from hosts is made fit for a screen. What could move the cursor, hide,
 * reorder or fake text becomes a visible escape such as {@code \x1b}.
 */
public final class Terminal {

  /**
   * More combining marks than this on one letter are escaped: they would paint over other lines.
   */
  private static final int MARKS_IN_A_ROW = 2;

  /** Text longer than this is cut before anything else looks at it. */
  private static final int LONGEST = 100_000;

  private static final int MOST_LINES = 6;

  /**
   * What runners of CI obey in the output of a step: GitHub's {@code ::name::} where a line begins,
   * which wrapping may bring to any word, and the {@code ##[…]}, {@code ##vso[…]} and {@code
   * ##teamcity[…]} of others anywhere.
   */
  private static final Pattern CI_COMMAND =
      Pattern.compile("(?<!\\S):(?=:)|#(?=#[A-Za-z]{0,20}\\[)");

  private Terminal() {}

  /** The text on one line, without anything a terminal would obey. */
  public static String safe(String text) {
    String bounded = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    StringBuilder out = new StringBuilder(bounded.length());
    int marks = 0;
    for (int i = 0; i < bounded.length(); ) {
      int c = bounded.codePointAt(i);
      i += Character.charCount(c);
      marks = CharWidths.isMark(c) ? marks + 1 : 0;
      if (isHarmless(c) && marks <= MARKS_IN_A_ROW) {
        out.appendCodePoint(c);
      } else {
        escape(out, c);
      }
    }
    return unobeyed(out.toString(), "\\\\x%02x");
  }

  private static String unobeyed(String text, String escape) {
    return text.contains("::") || text.contains("##")
        ? CI_COMMAND
            .matcher(text)
            .replaceAll(found -> String.format(escape, (int) found.group().charAt(0)))
        : text;
  }

  /**
   * JSON text with the same characters written as JSON escapes: the same value, on a screen too.
   */
  public static String safeJson(String json) {
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); ) {
      int c = json.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n' || isHarmless(c)) {
        out.appendCodePoint(c);
      } else {
        for (char unit : Character.toChars(c)) {
          out.append(String.format("\\u%04x", (int) unit));
        }
      }
    }
    return unobeyed(out.toString(), "\\\\u%04x");
  }

  /** How many columns safe text takes. */
  public static int width(String safeText) {
    return safeText.codePoints().map(CharWidths::of).sum();
  }

  /** Safe text in at most so many columns; what is cut away shows as one {@code …}. */
  public static String cut(String safeText, int columns) {
    if (width(safeText) <= columns) {
      return safeText;
    }
    StringBuilder out = new StringBuilder();
    int left = columns - 1;
    for (int i = 0; i < safeText.length(); ) {
      int c = safeText.codePointAt(i);
      left -= CharWidths.of(c);
      if (left < 0) {
        break;
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return columns > 0 ? out.append('…').toString() : "";
  }

  /** The same, but what is left out is in the middle. */
  public static String middle(String safeText, int columns) {
    if (width(safeText) <= columns) {
      return safeText;
    }
    int end = safeText.length();
    while (end > 0 && width(safeText.substring(end - 1)) <= (columns - 1) / 2) {
      end--;
    }
    // Never half of a character of two units.
    end += Character.isLowSurrogate(safeText.charAt(end)) ? 1 : 0;
    String tail = safeText.substring(end);
    return cut(safeText, columns - width(tail)) + tail;
  }

  /** Safe text broken into lines at spaces, six at most; the last one says when there is more. */
  public static List<String> wrap(String safeText, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : safeText.split(" ", -1)) {
      if (line.length() > 0 && width(line.toString()) + 1 + width(word) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (lines.size() == MOST_LINES) {
        lines.set(MOST_LINES - 1, cut(lines.get(MOST_LINES - 1) + " …", columns));
        return lines;
      }
      line.append(line.length() == 0 ? "" : " ").append(cut(word, columns));
    }
    if (!line.toString().isBlank()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static boolean isHarmless(int c) {
    if (c < 0x7f) {
      return c >= 0x20;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> !CharWidths.isBlank(c);
    };
  }

  private static void escape(StringBuilder out, int c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x100) {
          out.append(String.format("\\x%02x", c));
        } else if (c < 0x10000) {
          out.append(String.format("\\u%04x", c));
        } else {
          out.append(String.format("\\U%08x", c));
        }
      }
    }
  }
}
