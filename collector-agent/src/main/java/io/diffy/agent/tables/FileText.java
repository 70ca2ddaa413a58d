package io.diffy.agent.tables;

import io.diffy.schemas.text.Hashing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * A file's text.
 *
 * @param path as the host names it
 * @param bytes no more than {@link Root#LONGEST_TEXT}, or a user's {@link
 *     Root#LONGEST_FOREIGN_TEXT}
 * @param cut whether the file is longer
 */
record FileText(String path, byte[] bytes, boolean cut) {

  /**
   * So many bytes of a stream at most.
   *
   * @param block the most usual files fit into it
   */
  static byte[] bytes(InputStream in, int most, byte[] block) throws IOException {
    int read = in.readNBytes(block, 0, block.length);
    byte[] rest = read < block.length ? new byte[0] : in.readNBytes(most - read);
    byte[] all = Arrays.copyOf(block, read + rest.length);
    System.arraycopy(rest, 0, all, read, rest.length);
    return all;
  }

  /** All of it; invalid UTF-8 becomes U+FFFD. */
  String content() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Lines without their ends; a CR before the LF goes too, one elsewhere ends nothing. */
  List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    Lines.each(new ByteArrayInputStream(bytes), bytes.length, lines::add);
    return lines;
  }

  /** The lines, and a note in {@code rows} when there are more than could be read. */
  List<String> lines(TableRows rows) throws IOException {
    tellIfCut(rows);
    return lines();
  }

  private void tellIfCut(TableRows rows) {
    if (cut) {
      rows.partial(
          path + " is longer than " + content().length() + " characters: only the start is read");
    }
  }

  /** What tells this text from another, in a few words. */
  String digest() {
    String content = content();
    return "sha256 "
        + Hashing.sha256(content.getBytes(StandardCharsets.UTF_8)).substring(0, 16)
        + " of "
        + content.length()
        + " characters";
  }

  String trimmed() {
    return content().strip();
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
