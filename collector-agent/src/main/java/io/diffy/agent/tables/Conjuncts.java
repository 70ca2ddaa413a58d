package io.diffy.agent.tables;

import io.diffy.agent.tables.Sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What must hold for every row of one plain SELECT: the parts of its WHERE that AND stands between.
 * In doubt there are none, and the tables are read whole.
 */
final class Conjuncts {
  private static final Set<String> ENDS = Set.of("group", "order", "limit", "having", "window");
  private static final Set<String> DOUBTS =
      Set.of("with", "union", "except", "intersect", "natural", "escape", "between", "case");

  private static final Pattern BEGINNING = Pattern.compile("[^%_]*%");

  private final List<List<Token>> parts = new ArrayList<>();

  Conjuncts(List<Token> tokens) {
    if (tokens.stream().filter(token -> token.is("SELECT")).count() != 1) {
      return; // a SELECT within may ask for other rows of the same table
    }
    int depth = 0;
    boolean inside = false;
    for (Token token : tokens) {
      String word = token.type() == Sql.Type.WORD ? token.text().toLowerCase(Locale.ROOT) : "";
      if (token.type() == Sql.Type.OTHER) {
        depth += token.text().equals("(") ? 1 : token.text().equals(")") ? -1 : 0;
      }
      if (DOUBTS.contains(word) || (depth == 0 && word.equals("or"))) {
        parts.clear();
        return;
      }
      if (depth == 0 && ENDS.contains(word)) {
        inside = false;
      }
      if (depth == 0 && (word.equals("where") || (inside && word.equals("and")))) {
        inside = true;
        parts.add(new ArrayList<>());
      } else if (inside) {
        parts.get(parts.size() - 1).add(token);
      }
    }
  }

  /** The only values that a column may have: {@code column IN ('a', 'b')}; empty for any. */
  Optional<Set<String>> only(String column) {
    for (List<Token> part : parts) {
      List<Token> rest = behind(part, column);
      boolean list =
          rest.size() > 2
              && rest.get(0).is("IN")
              && rest.stream()
                  .skip(1)
                  .allMatch(t -> t.type() == Sql.Type.STRING || "(),;".contains(t.text()));
      if (list) {
        Set<String> values = new TreeSet<>();
        rest.stream().filter(t -> t.type() == Sql.Type.STRING).forEach(t -> values.add(t.text()));
        return Optional.of(values);
      }
    }
    return Optional.empty();
  }

  /** Texts that a column never has. */
  interface Never extends Predicate<String> {
    Never NONE = text -> false;

    /** Whether it never has this text, nor any that begins with it. */
    default boolean within(String beginning) {
      return false;
    }
  }

  /** Values that a column never has: {@code column NOT LIKE 'a%'}. */
  Never never(String column) {
    List<String> beginnings = new ArrayList<>();
    List<Predicate<String>> others = new ArrayList<>();
    for (List<Token> part : parts) {
      List<Token> rest = behind(part, column);
      boolean single = rest.size() == 3 || (rest.size() == 4 && rest.get(3).text().equals(";"));
      if (single
          && rest.get(0).is("NOT")
          && rest.get(1).is("LIKE")
          && rest.get(2).type() == Sql.Type.STRING) {
        String pattern = rest.get(2).text();
        if (BEGINNING.matcher(pattern).matches()) {
          beginnings.add(pattern.substring(0, pattern.length() - 1));
        } else {
          others.add(like(pattern));
        }
      }
    }
    return new Never() {
      @Override
      public boolean within(String text) {
        return beginnings.stream().anyMatch(text::startsWith);
      }

      @Override
      public boolean test(String text) {
        return within(text) || others.stream().anyMatch(other -> other.test(text));
      }
    };
  }

  private static List<Token> behind(List<Token> part, String column) {
    int from = part.size() > 2 && part.get(1).text().equals(".") ? 2 : 0;
    return part.size() > from && part.get(from).is(column)
        ? part.subList(from + 1, part.size())
        : List.of();
  }

  /** At most what SQLite's LIKE finds, which looks at no case of ASCII letters. */
  private static Predicate<String> like(String pattern) {
    if (!pattern.contains("_")) {
      return PercentPattern.of(pattern);
    }
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c ->
                regex.append(
                    c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c))));
    return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
  }
}
