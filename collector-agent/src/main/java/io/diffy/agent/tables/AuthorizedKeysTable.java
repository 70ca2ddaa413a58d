package io.diffy.agent.tables;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SSH keys that may log in, of every user in /etc/passwd (osquery needs the join with {@code
 * users} for that; it works here too). No such file means no keys; no /etc/passwd is an error.
 */
final class AuthorizedKeysTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "authorized_keys",
          "uid bigint, algorithm text, key text, options text, comment text, key_file text",
          AuthorizedKeysTable::read);

  private static final List<String> FILES =
      List.of(".ssh/authorized_keys", ".ssh/authorized_keys2");

  private static final String KEY_TYPE = "(?:ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)[\\w.@-]+";

  /** sshd(8): options are comma-separated, without blanks except inside double quotes. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?:((?:\"(?:\\\\.|[^\"\\\\])*+\"|[^\\s\"])++)[ \\t]+)?("
              + KEY_TYPE
              + ")[ \\t]+(\\S+)(?:[ \\t]+(.*))?");

  private static final Pattern PLAIN_LINE =
      Pattern.compile("()(" + KEY_TYPE + ")[ \\t]+(\\S+)(?:[ \\t]+(.*))?");

  private AuthorizedKeysTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    Unread unread = new Unread("authorized_keys files");
    for (Accounts.User user : Accounts.users(root, rows)) {
      if (!user.home().startsWith("/")) {
        continue;
      }
      for (String file : FILES) {
        String path = withoutEnd(user.home()) + "/" + file;
        try {
          unread.ifAllowed(
              path,
              () -> {
                for (String line : root.read(path).lines(rows)) {
                  addKey(line.strip(), user.uid(), path, rows);
                }
              });
        } catch (Unavailable e) {
          rows.partial(e.getMessage());
        }
      }
    }
    unread.tell(rows);
  }

  /** Without the slashes at its end; a regular expression for that would look at each run twice. */
  private static String withoutEnd(String home) {
    int end = home.length();
    while (end > 0 && home.charAt(end - 1) == '/') {
      end--;
    }
    return home.substring(0, end);
  }

  private static void addKey(String line, long uid, String path, TableRows rows)
      throws IOException {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    Matcher key = PLAIN_LINE.matcher(line);
    if (!key.matches()) {
      key = LINE.matcher(line);
    }
    if (key.matches()) {
      rows.add(Long.toString(uid), key.group(2), key.group(3), key.group(1), key.group(4), path);
    }
  }
}
