package io.diffy.agent.tables;

import java.io.IOException;
import java.util.List;

/** One of osquery's tables, read from the files of a host. */
interface OsqueryTable {

  /** osquery's name. */
  String name();

  /** osquery's visible Linux columns; {@link TableRows#add} takes values in this order. */
  List<Column> columns();

  /**
   * Reads the whole table. What could only be read in part is told to {@link TableRows#partial}.
   *
   * @throws IOException when the source is absent or unreadable and that does not prove "nothing
   *     there"; its message is shown to a person
   */
  void read(Root root, Constraints constraints, TableRows rows) throws IOException;
}
