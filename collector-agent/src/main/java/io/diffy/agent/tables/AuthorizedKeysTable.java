package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

  /** What sshd takes: anything else at this place is an option, or no key. */
  private static final String KEY_TYPE =
      "(?:(?:ssh-(?:ed25519|rsa|dss)|ecdsa-sha2-nistp(?:256|384|521))(?:-cert-v01@openssh\\.com)?"
          + "|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)(?:-cert-v01)?@openssh\\.com)";

  /** More keys of one file than a person can have are told, not listed. */
  private static final int MOST_KEYS = 1000;

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
        rows.chargeTo(Long.toString(user.uid()));
        unread.ifAllowed(path, () -> readFile(root, user, path, rows));
      }
    }
    unread.tell(rows);
  }

  /** What can't be read whole, or not at all, is a row of its own: it hides nobody else's keys. */
  private static void readFile(Root root, Accounts.User user, String path, TableRows rows)
      throws IOException {
    String id = Long.toString(user.uid());
    try {
      FileText text = root.read(path);
      int keys = 0;
      for (String line : text.lines()) {
        keys += keys <= MOST_KEYS && addKey(line.strip(), id, path, rows) ? 1 : 0;
      }
      if (text.cut() || keys > MOST_KEYS) {
        rows.add(
            id, "", "", "", "(too long: only its start is listed; " + text.digest() + ")", path);
      }
    } catch (Unavailable e) {
      rows.add(id, "", "", "", "(not read: " + e.getMessage() + ")", path);
    } catch (NoSuchFileException e) {
      if (FollowedLinks.REFUSED.equals(e.getReason())) {
        rows.add(id, "", "", "", "(not read: " + e.getReason() + ")", path);
      }
    }
  }

  /** Without the slashes at its end; a regular expression for that would look at each run twice. */
  private static String withoutEnd(String home) {
    int end = home.length();
    while (end > 0 && home.charAt(end - 1) == '/') {
      end--;
    }
    return home.substring(0, end);
  }

  private static boolean addKey(String line, String uid, String path, TableRows rows)
      throws IOException {
    if (line.isEmpty() || line.startsWith("#")) {
      return false;
    }
    Matcher key = PLAIN_LINE.matcher(line);
    if (!key.matches()) {
      key = LINE.matcher(line);
    }
    if (key.matches()) {
      rows.add(uid, key.group(2), key.group(3), key.group(1), key.group(4), path);
    }
    return key.matches();
  }
}
