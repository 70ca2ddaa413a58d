package io.diffy.schemas.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which of the known names a person may have meant by one that is not there. */
public final class Nearest {
  private static final int MOST = 3;

  /** Nobody types more of a name; a longer one would only cost time. */
  private static final int LONGEST = 128;

  /** What a word that was left out counts, beside 1 for a letter. */
  private static final int LEFT_OUT = 2;

  private Nearest() {}

  /** At most three, the nearest first; capitals, dots and dashes make no difference. */
  public static List<String> of(String name, Collection<String> known) {
    String typed = folded(name);
    List<Candidate> near =
        known.stream()
            .distinct()
            .map(
                one -> new Candidate(one, Math.min(distance(typed, folded(one)), words(name, one))))
            .filter(one -> one.distance <= Math.max(2, typed.length() / 2))
            .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
            .limit(MOST)
            .toList();
    // Beside one that is mistyped by a letter, one that is half another name only distracts.
    return near.stream()
        .filter(one -> one.distance <= 2 * near.get(0).distance + 1)
        .map(Candidate::name)
        .toList();
  }

  /** {@code "; did you mean a, b or c?"}; empty when none is near. */
  public static String question(String name, Collection<String> known) {
    List<String> near = of(name, known);
    if (near.isEmpty()) {
      return "";
    }
    String last = near.get(near.size() - 1);
    String others = String.join(", ", near.subList(0, near.size() - 1));
    return "; did you mean " + (others.isEmpty() ? last : others + " or " + last) + "?";
  }

  private record Candidate(String name, int distance) {}

  private static String folded(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
  }

  /** Of a name that holds the other one: who leaves a part out is nearer than who mistypes it. */
  private static int distance(String typed, String known) {
    boolean part = typed.length() >= 3 && known.contains(typed);
    return part ? 1 : edits(typed, known);
  }

  /** The same word by word: who leaves out a whole one, as in DIFFY_WEBHOK_URL, mistypes little. */
  private static int words(String name, String other) {
    List<String> typed = wordsOf(name);
    if (typed.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    List<String> known = wordsOf(other);
    int[][] cost = new int[typed.size() + 1][known.size() + 1];
    for (int i = 0; i <= typed.size(); i++) {
      for (int j = 0; j <= known.size(); j++) {
        int best = i == 0 && j == 0 ? 0 : Integer.MAX_VALUE;
        if (i > 0) {
          best = Math.min(best, cost[i - 1][j] + typed.get(i - 1).length());
        }
        if (j > 0) {
          best = Math.min(best, cost[i][j - 1] + LEFT_OUT);
        }
        if (i > 0 && j > 0) {
          best = Math.min(best, cost[i - 1][j - 1] + edits(typed.get(i - 1), known.get(j - 1)));
        }
        cost[i][j] = best;
      }
    }
    return cost[typed.size()][known.size()];
  }

  private static List<String> wordsOf(String name) {
    String plain = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    return Pattern.compile("[^\\p{L}\\p{N}]+")
        .splitAsStream(plain.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Letters put in, left out, exchanged, or swapped with their neighbour. */
  private static int edits(String one, String other) {
    int[][] cost = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        cost[i][j] =
            Math.min(
                Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[one.length()][other.length()];
  }
}
