package io.diffy.schemas.packfile;

import io.diffy.schemas.text.SafeText;
import java.util.ArrayList;
import java.util.List;

/**
 * osquery's loose JSON made strict: whole lines that start with {@code #} or {@code //} are
 * dropped, a backslash before a line end joins two lines. Remembers where each line came from, so
 * that errors can name the line a person sees.
 */
record PackText(String json, List<Integer> sourceLines) {
  static PackText of(String text) {
    StringBuilder json = new StringBuilder(text.length());
    List<Integer> sourceLines = new ArrayList<>();
    boolean joined = false;
    int lineNumber = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      lineNumber++;
      if (isComment(line)) {
        continue;
      }
      if (!joined) {
        sourceLines.add(lineNumber);
      }
      joined = line.endsWith("\\");
      json.append(line, 0, joined ? line.length() - 1 : line.length());
      if (!joined) {
        json.append('\n');
      }
    }
    return new PackText(json.toString(), sourceLines);
  }

  /** The line of the file that a line of {@link #json} came from; both count from 1. */
  int sourceLine(int jsonLine) {
    if (sourceLines.isEmpty()) {
      return 1;
    }
    int index = Math.min(Math.max(jsonLine, 1), sourceLines.size()) - 1;
    return sourceLines.get(index);
  }

  /** A piece of a text from a file, for error messages; long enough for most paths. */
  static String excerpt(String text) {
    return SafeText.excerpt(text, 80);
  }

  private static boolean isComment(String line) {
    String start = line.stripLeading();
    return start.startsWith("#") || start.startsWith("//");
  }
}
