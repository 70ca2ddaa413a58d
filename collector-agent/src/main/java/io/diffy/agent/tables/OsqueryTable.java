package io.diffy.agent.tables;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * One of osquery's tables, read from the files of a host.
 *
 * @param columns osquery's visible Linux columns
 */
record OsqueryTable(String name, List<Column> columns, Reader reader) {

  /**
   * A column as osquery's schema has it.
   *
   * @param type osquery's type word, which is also a type SQLite knows: text, integer, bigint
   */
  record Column(String name, String type) {}

  /** Reads a table. */
  interface Reader {
    /**
     * Reads the whole table. What could only be read in part is told to {@link TableRows#partial}.
     *
     * @throws IOException when the source is absent or unreadable and that does not prove "nothing
     *     there"; its message is shown to a person
     */
    void read(Root root, TableRows rows) throws IOException;
  }

  /**
   * A table.
   *
   * @param columns as CREATE TABLE takes them: {@code pid integer, key text}
   */
  static OsqueryTable of(String name, String columns, Reader reader) {
    return new OsqueryTable(
        name,
        Arrays.stream(columns.split(",", -1))
            .map(column -> column.strip().split(" ", -1))
            .map(words -> new Column(words[0], words[1]))
            .toList(),
        reader);
  }
}
