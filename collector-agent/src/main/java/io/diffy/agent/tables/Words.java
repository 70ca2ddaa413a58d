package io.diffy.agent.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Lines split at blanks, as osquery does: runs of them count as one, ends don't count. */
final class Words {
  private Words() {}

  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(line, " \t");
    while (tokens.hasMoreTokens()) {
      words.add(tokens.nextToken());
    }
    return words;
  }
}
