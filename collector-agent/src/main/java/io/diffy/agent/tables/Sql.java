package io.diffy.agent.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tokens of one SQL text, as far as its constraints can be seen from them. */
final class Sql {

  /** What a token is. */
  enum Type {
    WORD,
    STRING,
    OTHER
  }

  record Token(Type type, String text) {
    boolean is(String word) {
      return type == Type.WORD && text.equalsIgnoreCase(word);
    }
  }

  private final String sql;
  private int at;

  private Sql(String sql) {
    this.sql = sql;
  }

  /** Splits a text into tokens; comments and white space are left out, quotes are taken off. */
  static List<Token> tokens(String sql) {
    return new Sql(sql).split();
  }

  /**
   * The query to run.
   *
   * @throws Unavailable when it is not one SELECT: nothing else is ever run
   */
  static void requireOneSelect(List<Token> tokens) throws Unavailable {
    if (tokens.isEmpty() || !(tokens.get(0).is("SELECT") || tokens.get(0).is("WITH"))) {
      throw new Unavailable("only queries that start with SELECT or WITH can be asked");
    }
    for (int i = 0; i < tokens.size() - 1; i++) {
      if (tokens.get(i).text().equals(";") && tokens.get(i).type() == Type.OTHER) {
        throw new Unavailable("only one statement can be asked: split it into several queries");
      }
    }
  }

  private List<Token> split() {
    List<Token> tokens = new ArrayList<>();
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        skipTo("\n");
      } else if (sql.startsWith("/*", at)) {
        skipTo("*/");
      } else if (c == '\'') {
        tokens.add(new Token(Type.STRING, quoted('\'')));
      } else if (c == '"' || c == '`') {
        tokens.add(new Token(Type.WORD, quoted(c)));
      } else if (c == '[') {
        tokens.add(new Token(Type.WORD, quoted(']')));
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        tokens.add(new Token(Type.WORD, word()));
      } else {
        tokens.add(new Token(Type.OTHER, String.valueOf(c).toLowerCase(Locale.ROOT)));
        at++;
      }
    }
    return tokens;
  }

  private void skipTo(String end) {
    int found = sql.indexOf(end, at + 2);
    at = found < 0 ? sql.length() : found + end.length();
  }

  private String quoted(char end) {
    StringBuilder text = new StringBuilder();
    for (at++; at < sql.length(); at++) {
      char c = sql.charAt(at);
      if (c != end) {
        text.append(c);
      } else if (end != ']' && at + 1 < sql.length() && sql.charAt(at + 1) == end) {
        text.append(c);
        at++;
      } else {
        break;
      }
    }
    at++;
    return text.toString();
  }

  private String word() {
    int start = at;
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
      at++;
    }
    return sql.substring(start, at);
  }
}
