package io.diffy.rules.volatility;

import io.diffy.rules.detection.ProgramPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A row cut into tokens, runs of letters and digits and addresses, to see in which of them two rows
 * differ. Reads its text once; a row of more than {@value #MOST_TOKENS} tokens is cut into none.
 *
 * @param shape its columns, and what stands between the tokens; rows of another shape are of
 *     another form
 * @param tokens in the order of the columns
 */
record TokenizedRow(String shape, List<Token> tokens) {
  private static final int MOST_TOKENS = 64;

  /** A key or a hash is one token, whatever stands in it. */
  private static final int BLOB = 40;

  /** Columns that say what a row is about, and what it runs. */
  static final Set<String> NAMING =
      Set.of("command", "cmdline", "path", "name", "id", "fragment_path");

  private static final Set<String> OWNERS = Set.of("hostnames", "username");

  private static final Set<String> IDS = Set.of("uid", "euid", "gid", "egid");

  private static final Set<String> RUN = Set.of("command", "cmdline");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** How much of a token must be alike on all hosts before it may differ elsewhere. */
  enum Role {
    /** It says what runs: alike on all hosts. */
    PROGRAM,
    /** It is part of a name: something in that column is alike on all hosts. */
    NAME,
    /** It names a host or an account: the same, or all other columns are alike. */
    OWNER,
    OTHER
  }

  /**
   * One token.
   *
   * @param text as it stands in the row
   * @param column the place of its column among those of the row
   */
  record Token(String text, int column, Role role) {

    /**
     * The letters in front of its first digit; empty when there are none, or no digit. Of an
     * address its network.
     */
    String stem() {
      if (addressEnd(text, 0, 0) == text.length()) {
        return text.substring(0, text.indexOf('.', text.indexOf('.') + 1));
      }
      int end = 0;
      while (end < text.length() && Character.isLetter(text.charAt(end))) {
        end++;
      }
      return end == text.length() ? "" : text.substring(0, end);
    }
  }

  /** The row with all numbers alike in what it runs. */
  static Map<String, String> withoutNumbers(Map<String, String> row) {
    Map<String, String> without = new TreeMap<>(row);
    RUN.forEach(
        column ->
            without.computeIfPresent(column, (c, text) -> NUMBER.matcher(text).replaceAll("0")));
    return without;
  }

  /**
   * The row of a connection without the host's own address and, where its program is installed and
   * runs nothing but itself, without the other end's: a service answers from many.
   */
  static Map<String, String> withoutEnds(Map<String, String> row) {
    if (!row.containsKey("remote_port")) {
      return row;
    }
    Map<String, String> without = new TreeMap<>(row);
    without.remove("local_address");
    if (ProgramPath.isInstalled(row) && ProgramPath.runsFile(row)) {
      without.remove("remote_address");
    }
    return without;
  }

  static TokenizedRow of(Map<String, String> row) {
    SortedMap<String, String> sorted = new TreeMap<>(row);
    boolean process = row.containsKey("cmdline");
    StringBuilder shape = new StringBuilder();
    List<Token> tokens = new ArrayList<>();
    int column = 0;
    for (Map.Entry<String, String> cell : sorted.entrySet()) {
      shape.append('\u001f').append(cell.getKey()).append('=');
      if (IDS.contains(cell.getKey()) && cell.getValue().equals("0")) {
        shape.append('0'); // root is nobody's own
        continue;
      }
      cut(cell.getKey(), cell.getValue(), column++, process, shape, tokens);
    }
    return tokens.size() > MOST_TOKENS
        ? new TokenizedRow("", List.of())
        : new TokenizedRow(shape.toString(), List.copyOf(tokens));
  }

  private static void cut(
      String column, String text, int at, boolean process, StringBuilder shape, List<Token> out) {
    int i = 0;
    boolean first = true;
    while (i < text.length() && out.size() <= MOST_TOKENS) {
      if (Character.isWhitespace(text.charAt(i))) {
        shape.append(' ');
        i++;
        continue;
      }
      int end = i;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      String word = text.substring(i, end);
      Role role = role(column, word, first, process);
      first &= !(word.startsWith("/") || process);
      cutWord(word, at, role, shape, out);
      i = end;
    }
  }

  private static Role role(String column, String word, boolean first, boolean process) {
    boolean program =
        RUN.contains(column)
            ? (first && (word.startsWith("/") || process)) || ProgramPath.isForAnybody(word)
            : process && column.equals("path");
    if (program) {
      return Role.PROGRAM;
    }
    if (OWNERS.contains(column)) {
      return Role.OWNER;
    }
    return NAMING.contains(column) ? Role.NAME : Role.OTHER;
  }

  /** The end of an IPv4 address, which is one token; of anything else the end that is known. */
  private static int addressEnd(String word, int from, int known) {
    int at = from;
    int numbers = 0;
    while (at < word.length() && (Character.isDigit(word.charAt(at)) || word.charAt(at) == '.')) {
      numbers += at > from && word.charAt(at - 1) == '.' && word.charAt(at) != '.' ? 1 : 0;
      at++;
    }
    return numbers == 3 && at > known && word.charAt(at - 1) != '.' ? at : known;
  }

  /** Whether a word may be Base64, in which a slash stands for a number. */
  private static boolean isCoded(String word) {
    return word.chars().noneMatch(c -> "+/=".indexOf(c) < 0 && !Character.isLetterOrDigit(c))
        && word.chars().anyMatch(Character::isUpperCase)
        && word.chars().anyMatch(Character::isDigit);
  }

  private static void cutWord(
      String word, int column, Role role, StringBuilder shape, List<Token> out) {
    if (word.length() >= BLOB
        && word.charAt(0) != '/'
        && (word.indexOf('/') < 0 || isCoded(word))) {
      out.add(new Token(word, column, role));
      shape.append('b');
      return;
    }
    int i = 0;
    while (i < word.length()) {
      int end = i;
      while (end < word.length() && Character.isLetterOrDigit(word.charAt(end))) {
        end++;
      }
      end = addressEnd(word, i, end);
      if (end > i) {
        out.add(new Token(word.substring(i, end), column, role));
        shape.append('t');
        i = end;
      } else {
        shape.append(word.charAt(i++));
      }
    }
  }
}
