package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.List;

/** /etc/group. Its absence is an error: every Linux host has one. */
final class GroupsTable implements OsqueryTable {

  @Override
  public String name() {
    return "groups";
  }

  @Override
  public List<Column> columns() {
    return List.of(bigint("gid"), bigint("gid_signed"), text("groupname"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    for (Accounts.Group group : Accounts.groups(root, rows)) {
      rows.add(Long.toString(group.gid()), Integer.toString((int) group.gid()), group.name());
    }
  }
}
