package io.diffy.agent.tables;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The host's own users and groups: /etc/passwd and /etc/group, no directory service. */
final class Accounts {

  record User(String name, long uid, long gid, String comment, String home, String shell) {}

  record Group(String name, long gid, List<String> members) {}

  private Accounts() {}

  static List<User> users(Root root, TableRows rows) throws IOException {
    List<User> users = new ArrayList<>();
    for (String[] f : fields(root.read("/etc/passwd").lines(rows), 7)) {
      Long uid = Numbers.decimal(f[2]);
      Long gid = Numbers.decimal(f[3]);
      if (uid != null && gid != null) {
        users.add(new User(f[0], uid, gid, f[4], f[5], f[6]));
      }
    }
    return users;
  }

  static List<Group> groups(Root root, TableRows rows) throws IOException {
    List<Group> groups = new ArrayList<>();
    for (String[] f : fields(root.read("/etc/group").lines(rows), 4)) {
      Long gid = Numbers.decimal(f[2]);
      if (gid != null) {
        groups.add(new Group(f[0], gid, List.of(f[3].split(",", -1))));
      }
    }
    return groups;
  }

  /** User names by id; the first entry wins, as in getpwuid(3). */
  static Map<Long, String> userNames(Root root, TableRows rows) throws IOException {
    return users(root, rows).stream().collect(toMap(User::uid, User::name, (first, next) -> first));
  }

  static Map<Long, String> groupNames(Root root, TableRows rows) throws IOException {
    return groups(root, rows).stream()
        .collect(toMap(Group::gid, Group::name, (first, next) -> first));
  }

  /** Colon-separated lines, short ones filled up; comments and NIS entries (+, -) are left out. */
  private static List<String[]> fields(List<String> lines, int count) {
    List<String[]> all = new ArrayList<>();
    for (String line : lines) {
      if (line.isBlank() || "#+-".indexOf(line.charAt(0)) >= 0) {
        continue;
      }
      String[] fields = Arrays.copyOf(line.split(":", count), count);
      Arrays.setAll(fields, i -> requireNonNullElse(fields[i], ""));
      all.add(fields);
    }
    return all;
  }
}
