package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.integer;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.List;

/** Every socket of the host; pid and fd are -1 where no process is known to hold it. */
final class ProcessOpenSocketsTable implements OsqueryTable {

  @Override
  public String name() {
    return "process_open_sockets";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        integer("pid"),
        bigint("fd"),
        bigint("socket"),
        integer("family"),
        integer("protocol"),
        text("local_address"),
        text("remote_address"),
        integer("local_port"),
        integer("remote_port"),
        text("path"),
        text("state"),
        text("net_namespace"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    for (Socket socket : Sockets.of(root, rows)) {
      rows.add(
          socket.pid(),
          socket.descriptor(),
          socket.inode(),
          Integer.toString(socket.family()),
          Long.toString(socket.protocol()),
          socket.localAddress(),
          socket.remoteAddress(),
          Long.toString(socket.localPort()),
          Long.toString(socket.remotePort()),
          socket.path(),
          socket.state(),
          socket.namespace());
    }
  }
}
