package io.diffy.agent.tables;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a query says about the rows it wants, where a table can't list everything: paths. SQLite
 * filters afterwards, so more than needed is only slower.
 */
final class Constraints {
  private final Set<String> words = new TreeSet<>();
  private final Set<String> patterns = new TreeSet<>();
  private final Set<String> joined = new TreeSet<>();
  private boolean everyColumn;

  Constraints(List<Sql.Token> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      Sql.Token token = tokens.get(i);
      switch (token.type()) {
        case WORD -> words.add(token.text().toLowerCase(Locale.ROOT));
        case STRING -> addPattern(tokens, i);
        case OTHER -> everyColumn |= token.text().equals("*");
      }
    }
  }

  private void addPattern(List<Sql.Token> tokens, int i) {
    boolean excluded = i > 1 && tokens.get(i - 1).is("LIKE") && tokens.get(i - 2).is("NOT");
    if (tokens.get(i).text().startsWith("/") && !excluded) {
      patterns.add(tokens.get(i).text());
    }
  }

  /** Whether the query can see this column. */
  boolean mentions(String column) {
    return everyColumn || words.contains(column);
  }

  /** Whether the query spells this word. */
  boolean names(String word) {
    return words.contains(word);
  }

  /** The paths that stand in the query, perhaps with osquery's wildcards % and %%. */
  Set<String> patterns() {
    return patterns;
  }

  /** Paths in the rows of the query's other tables: literal, never patterns. */
  Set<String> joined() {
    return joined;
  }

  /** Takes the paths of a table that is read already. */
  void join(OsqueryTable table, Collection<String[]> rows) {
    for (int i = 0; i < table.columns().size(); i++) {
      String column = table.columns().get(i).name();
      if (column.equals("path") || column.endsWith("_path") || column.equals("key_file")) {
        for (String[] row : rows) {
          if (row[i] != null && row[i].startsWith("/")) {
            joined.add(row[i]);
          }
        }
      }
    }
  }
}
