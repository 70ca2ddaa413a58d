package io.diffy.agent.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a query says about the rows it wants, where a table can't list everything: paths. SQLite
 * filters afterwards, so more than needed is only slower.
 */
final class Constraints {
  private final Set<String> words = new TreeSet<>();
  private final Set<String> patterns = new TreeSet<>();
  private final Map<String, Set<String>> paths = new TreeMap<>();
  private final List<Set<String>> arms;
  private final Conjuncts conjuncts;
  private boolean everyColumn;

  Constraints(List<Sql.Token> tokens) {
    this.conjuncts = new Conjuncts(tokens);
    this.arms = arms(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      Sql.Token token = tokens.get(i);
      switch (token.type()) {
        case WORD -> words.add(token.text().toLowerCase(Locale.ROOT));
        case STRING -> addPattern(tokens, i);
        case OTHER -> everyColumn |= token.text().equals("*");
      }
    }
  }

  /** The words of each SELECT that UNION and the like stand between: it joins nothing of others. */
  private static List<Set<String>> arms(List<Sql.Token> tokens) {
    List<Set<String>> arms = new ArrayList<>(List.of(new TreeSet<>()));
    boolean whole = !tokens.isEmpty() && tokens.get(0).is("WITH");
    int depth = 0;
    for (Sql.Token token : tokens) {
      if (token.type() == Sql.Type.OTHER) {
        depth += token.text().equals("(") ? 1 : token.text().equals(")") ? -1 : 0;
      } else if (token.type() == Sql.Type.WORD) {
        boolean ends = token.is("UNION") || token.is("EXCEPT") || token.is("INTERSECT");
        if (ends && depth == 0 && !whole) {
          arms.add(new TreeSet<>());
        }
        arms.get(arms.size() - 1).add(token.text().toLowerCase(Locale.ROOT));
      }
    }
    return arms;
  }

  private void addPattern(List<Sql.Token> tokens, int i) {
    boolean excluded = i > 1 && tokens.get(i - 1).is("LIKE") && tokens.get(i - 2).is("NOT");
    if (tokens.get(i).text().startsWith("/") && !excluded) {
      patterns.add(tokens.get(i).text());
    }
  }

  /** Whether the query can see this column. */
  boolean mentions(String column) {
    return everyColumn || words.contains(column) || words.contains("natural");
  }

  /** Which of a table's columns the query can see, in their order. */
  boolean[] seen(OsqueryTable table) {
    boolean[] seen = new boolean[table.columns().size()];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = mentions(table.columns().get(i).name());
    }
    return seen;
  }

  /** Whether the query spells this word. */
  boolean names(String word) {
    return words.contains(word);
  }

  /** What must hold for all rows. */
  Conjuncts conjuncts() {
    return conjuncts;
  }

  /** Whether no other table than these is named. */
  boolean onlyOf(Set<String> tables) {
    return BuiltInTables.names().stream().allMatch(t -> tables.contains(t) || !words.contains(t));
  }

  /** The paths that stand in the query, perhaps with osquery's wildcards % and %%. */
  Set<String> patterns() {
    return patterns;
  }

  /** Paths in the rows of the tables that stand beside this one: literal, never patterns. */
  Set<String> joined(String table) {
    Set<String> joined = new TreeSet<>();
    paths.forEach(
        (other, found) -> {
          if (arms.stream().anyMatch(arm -> arm.contains(other) && arm.contains(table))) {
            joined.addAll(found);
          }
        });
    return joined;
  }

  /** Takes the paths of a table that is read already. */
  void join(OsqueryTable table, Collection<String[]> rows) {
    for (int i = 0; i < table.columns().size(); i++) {
      String column = table.columns().get(i).name();
      if (column.equals("path") || column.endsWith("_path") || column.equals("key_file")) {
        for (String[] row : rows) {
          if (row[i] != null && row[i].startsWith("/")) {
            paths.computeIfAbsent(table.name(), t -> new TreeSet<>()).add(row[i]);
          }
        }
      }
    }
  }
}
