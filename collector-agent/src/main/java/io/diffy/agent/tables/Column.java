package io.diffy.agent.tables;

/**
 * A column as osquery's schema has it.
 *
 * @param name osquery's name
 * @param type osquery's type word, which is also a type SQLite knows: text, integer, bigint
 */
record Column(String name, String type) {

  static Column text(String name) {
    return new Column(name, "text");
  }

  static Column integer(String name) {
    return new Column(name, "integer");
  }

  static Column bigint(String name) {
    return new Column(name, "bigint");
  }
}
