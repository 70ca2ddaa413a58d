package io.diffy.terminal;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Pieces of sentences that are needed again and again. */
public final class Phrases {
  /** So many characters of an id name it on the command line. */
  public static final int SHORT_ID = 8;

  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_.:@/][A-Za-z0-9_.:@/-]*");

  private Phrases() {}

  /** A constant as people write it: {@code NOT_MANAGED} is {@code not managed}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code 1 row}, {@code 2 rows}. */
  public static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /** The first few, and how many more: {@code a, b and 3 more}. */
  public static String some(Collection<String> names, int most) {
    return some(names, most, "");
  }

  /**
   * The same.
   *
   * @param what the others are: {@code a, b and 3 more hosts}
   */
  public static String some(Collection<String> names, int most, String what) {
    String named = String.join(", ", List.copyOf(names).subList(0, Math.min(most, names.size())));
    int more = names.size() - most;
    return more > 0 ? (named + " and " + more + " more " + what).stripTrailing() : named;
  }

  /** The first characters of an id, for a table. */
  public static String shortId(String id) {
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  /** A word for a POSIX shell: in single quotes where it is more than a plain name. */
  public static String shell(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The files that a command reads in place of topics, as options behind another command. */
  public static String inputs(List<String> files) {
    return files.stream().map(file -> " --input " + shell(file)).collect(Collectors.joining());
  }

  /** At most so many characters, the last of which is {@code …} where something was left out. */
  public static String head(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
