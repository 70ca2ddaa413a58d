package io.diffy.agent.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens of one SQL text, as far as its constraints can be seen from them. */
final class Sql {
  /** A quote that is not closed, or a comment, ends with the text. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "--[^\n]*+|/\\*(?s:.*?)(?:\\*/|\\z)"
              + "|'(?<string>(?:[^']++|'')*+)'?"
              + "|\"(?<name>(?:[^\"]++|\"\")*+)\"?"
              + "|`(?<mysql>(?:[^`]++|``)*+)`?"
              + "|\\[(?<ms>[^\\]]*+)\\]?"
              + "|(?<word>[\\p{L}\\p{Nd}_]++)"
              + "|(?<other>\\S)");

  private Sql() {}

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

  /** Splits a text into tokens; comments and white space are left out, quotes are taken off. */
  static List<Token> tokens(String sql) {
    List<Token> tokens = new ArrayList<>();
    Matcher found = TOKEN.matcher(sql);
    while (found.find()) {
      add(tokens, Type.STRING, found.group("string"), "'");
      add(tokens, Type.WORD, found.group("name"), "\"");
      add(tokens, Type.WORD, found.group("mysql"), "`");
      add(tokens, Type.WORD, found.group("ms"), "");
      add(tokens, Type.WORD, found.group("word"), "");
      add(tokens, Type.OTHER, found.group("other"), "");
    }
    return tokens;
  }

  /** A quote inside quotes is doubled. */
  private static void add(List<Token> tokens, Type type, String text, String quote) {
    if (text != null) {
      tokens.add(new Token(type, text.replace(quote + quote, quote)));
    }
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
}
