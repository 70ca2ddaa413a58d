package io.diffy.agent.tables;

import io.diffy.agent.tables.Accounts.Group;
import io.diffy.agent.tables.Accounts.User;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** /etc/passwd and /etc/group. Their absence is an error: every Linux host has them. */
final class AccountTables {
  static final OsqueryTable USERS =
      OsqueryTable.of(
          "users",
          "uid bigint, gid bigint, uid_signed bigint, gid_signed bigint, username text,"
              + " description text, directory text, shell text, uuid text",
          AccountTables::users);

  static final OsqueryTable GROUPS =
      OsqueryTable.of(
          "groups", "gid bigint, gid_signed bigint, groupname text", AccountTables::groups);

  /** Who is in which group: the primary group of /etc/passwd and the members of /etc/group. */
  static final OsqueryTable USER_GROUPS =
      OsqueryTable.of("user_groups", "uid bigint, gid bigint", AccountTables::userGroups);

  private AccountTables() {}

  private static void users(Root root, TableRows rows) throws IOException {
    for (User user : Accounts.users(root, rows)) {
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

  private static void groups(Root root, TableRows rows) throws IOException {
    for (Group group : Accounts.groups(root, rows)) {
      rows.add(Long.toString(group.gid()), Integer.toString((int) group.gid()), group.name());
    }
  }

  private static void userGroups(Root root, TableRows rows) throws IOException {
    List<Group> groups = Accounts.groups(root, rows);
    for (User user : Accounts.users(root, rows)) {
      Set<Long> gids = new TreeSet<>(Set.of(user.gid()));
      for (Group group : groups) {
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
