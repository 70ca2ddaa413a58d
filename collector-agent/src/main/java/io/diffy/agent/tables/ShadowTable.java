package io.diffy.agent.tables;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * States of the passwords in /etc/shadow, never a password's hash. Only root can read the file: its
 * absence is an error.
 */
final class ShadowTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "shadow",
          """
          password_status text, hash_alg text, last_change bigint, min bigint, max bigint,
          warning bigint, inactive bigint, expire bigint, flag bigint, username text""",
          ShadowTable::read);

  private static final Pattern ALGORITHM = Pattern.compile("\\$(\\w+)\\$.*");
  private static final int FIELDS = 9;

  private ShadowTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Lines.of(
        root, "/etc/shadow", "no states of passwords are known", rows, line -> add(line, rows));
  }

  private static void add(String line, TableRows rows) throws IOException {
    String[] fields = line.split(":", FIELDS + 1);
    if (fields.length >= 2 && !line.startsWith("#")) {
      Matcher algorithm = ALGORITHM.matcher(fields[1]);
      String[] row = new String[FIELDS + 1];
      row[0] = status(fields[1]);
      row[1] = algorithm.matches() ? algorithm.group(1) : null;
      for (int i = 2; i < FIELDS; i++) {
        row[i] = Long.toString(i < fields.length ? Numbers.decimalOr(fields[i], -1) : -1);
      }
      row[FIELDS] = fields[0];
      rows.add(row);
    }
  }

  /** osquery's words. */
  private static String status(String password) {
    if (password.isEmpty()) {
      return "empty";
    }
    if (password.equals("!!")) {
      return "not_set";
    }
    return "!*x".indexOf(password.charAt(0)) >= 0 ? "locked" : "active";
  }
}
