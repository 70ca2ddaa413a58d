package io.diffy.agent.tables;

import io.diffy.schemas.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * A file's text.
 *
 * @param path as the host names it
 * @param content decoded; no longer than {@link Root#LONGEST_TEXT} bytes, or a user's {@link
 *     Root#LONGEST_FOREIGN_TEXT}
 * @param cut whether the file is longer
 */
record FileText(String path, String content, boolean cut) {

  /** Lines without their ends; a CR before the LF goes too, one elsewhere ends nothing. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (String line : content.split("\n", -1)) {
      lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
    }
    return lines;
  }

  /** The lines, and a note in {@code rows} when there are more than could be read. */
  List<String> lines(TableRows rows) {
    if (cut) {
      rows.partial(
          path + " is longer than " + content.length() + " characters: only the start is read");
    }
    return lines();
  }

  /** What tells this text from another, in a few words. */
  String digest() {
    return "sha256 "
        + Hashing.sha256(content.getBytes(StandardCharsets.UTF_8)).substring(0, 16)
        + " of "
        + content.length()
        + " characters";
  }

  String trimmed() {
    return content.strip();
  }

  /** Lines of a key, a sign and a value; of several with one key the last. */
  static Map<String, String> pairs(List<String> lines, char sign) {
    Map<String, String> pairs = new HashMap<>();
    for (String line : lines) {
      int at = line.indexOf(sign);
      if (at > 0) {
        pairs.put(line.substring(0, at).strip(), line.substring(at + 1).strip());
      }
    }
    return pairs;
  }

  /** A line split at blanks, as osquery does: runs of them count as one, ends don't count. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(line, " \t");
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    return words;
  }
}
