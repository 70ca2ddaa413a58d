package io.diffy.agent.tables;

import java.util.ArrayList;
import java.util.List;

/**
 * A file's text.
 *
 * @param path as the host names it
 * @param content decoded; no longer than {@link Root#LONGEST_TEXT} bytes
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
          path + " is longer than " + Root.LONGEST_TEXT + " bytes: only the start is read");
    }
    return lines();
  }

  String trimmed() {
    return content.strip();
  }
}
