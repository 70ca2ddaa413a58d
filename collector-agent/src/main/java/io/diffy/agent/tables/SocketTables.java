package io.diffy.agent.tables;

import java.io.IOException;
import java.util.Map;

/** Every socket of the host, and those that listen. */
final class SocketTables {
  /** pid and fd are -1 where no process is known to hold it. */
  static final OsqueryTable OPEN =
      OsqueryTable.of(
          "process_open_sockets",
          """
          pid integer, fd bigint, socket bigint, family integer, protocol integer,
          local_address text, remote_address text, local_port integer, remote_port integer,
          path text, state text, net_namespace text""",
          SocketTables::open);

  /** osquery's rule: sockets without a remote port, and unix sockets that have a name. */
  static final OsqueryTable LISTENING =
      OsqueryTable.of(
          "listening_ports",
          """
          pid integer, port integer, protocol integer, family integer, address text, fd bigint,
          socket bigint, path text, net_namespace text""",
          SocketTables::listening);

  private SocketTables() {}

  private static void open(Root root, TableRows rows) throws IOException {
    for (Map<String, String> socket : Sockets.of(root, rows)) {
      rows.add(socket);
    }
  }

  private static void listening(Root root, TableRows rows) throws IOException {
    for (Map<String, String> socket : Sockets.of(root, rows)) {
      boolean unix = socket.get("family").equals("1");
      if (unix ? !socket.get("path").isEmpty() : socket.get("remote_port").equals("0")) {
        rows.add(
            socket.get("pid"),
            socket.get("local_port"),
            socket.get("protocol"),
            socket.get("family"),
            socket.get("local_address"),
            socket.get("fd"),
            unix ? "0" : socket.get("socket"),
            socket.get("path"),
            socket.get("net_namespace"));
      }
    }
  }
}
