package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;
import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.util.List;

/** /etc/passwd. Its absence is an error: every Linux host has one. */
final class UsersTable implements OsqueryTable {

  @Override
  public String name() {
    return "users";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        bigint("uid"),
        bigint("gid"),
        bigint("uid_signed"),
        bigint("gid_signed"),
        text("username"),
        text("description"),
        text("directory"),
        text("shell"),
        text("uuid"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    for (Accounts.User user : Accounts.users(root, rows)) {
      rows.add(
          Long.toString(user.uid()),
          Long.toString(user.gid()),
          Integer.toString((int) user.uid()),
          Integer.toString((int) user.gid()),
          user.name(),
          user.comment(),
          user.home(),
          user.shell(),
          null);
    }
  }
}
