package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.bigint;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who is in which group: the primary group of /etc/passwd and the members of /etc/group. */
final class UserGroupsTable implements OsqueryTable {

  @Override
  public String name() {
    return "user_groups";
  }

  @Override
  public List<Column> columns() {
    return List.of(bigint("uid"), bigint("gid"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    List<Accounts.Group> groups = Accounts.groups(root, rows);
    for (Accounts.User user : Accounts.users(root, rows)) {
      Set<Long> gids = new TreeSet<>(Set.of(user.gid()));
      for (Accounts.Group group : groups) {
        if (group.members().contains(user.name())) {
          gids.add(group.gid());
        }
      }
      for (long gid : gids) {
        rows.add(Long.toString(user.uid()), Long.toString(gid));
      }
    }
  }
}
