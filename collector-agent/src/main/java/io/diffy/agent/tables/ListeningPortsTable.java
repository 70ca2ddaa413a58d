package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.List;

/** osquery's rule: sockets without a remote port, and unix sockets that have a name. */
final class ListeningPortsTable implements OsqueryTable {
  private static final int UNIX = 1;
  private static final int PACKET = 17;

  @Override
  public String name() {
    return "listening_ports";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        integer("pid"),
        integer("port"),
        integer("protocol"),
        integer("family"),
        text("address"),
        bigint("fd"),
        bigint("socket"),
        text("path"),
        text("net_namespace"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    for (Socket socket : Sockets.of(root, rows)) {
      boolean unix = socket.family() == UNIX;
      boolean listens =
          unix ? !socket.path().isEmpty() : socket.family() == PACKET || socket.remotePort() == 0;
      if (listens) {
        rows.add(
            socket.pid(),
            Long.toString(socket.localPort()),
            Long.toString(socket.protocol()),
            Integer.toString(socket.family()),
            socket.localAddress(),
            socket.descriptor(),
            unix ? "0" : socket.inode(),
            socket.path(),
            socket.namespace());
      }
    }
  }
}
