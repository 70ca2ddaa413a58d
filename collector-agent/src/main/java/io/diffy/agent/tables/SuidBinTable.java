package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * setuid and setgid files in osquery's directories and below. Links to directories are not
 * followed, except the directories themselves: where /bin is a link, its files show under both.
 * Neither /bin nor /usr/bin is an error, one of the others missing is none.
 */
final class SuidBinTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "suid_bin",
          "path text, username text, groupname text, permissions text",
          SuidBinTable::read);

  private static final List<String> DIRECTORIES =
      List.of(
          "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/tmp");

  private static final int SETUID = 04000;
  private static final int SETGID = 02000;

  private SuidBinTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!root.isDirectory("/bin") && !root.isDirectory("/usr/bin")) {
      throw new Unavailable("neither /bin nor /usr/bin exists under " + root);
    }
    Search search =
        new Search(
            root,
            rows,
            Accounts.userNames(root, rows),
            Accounts.groupNames(root, rows),
            new Unread("files and directories of programs"));
    for (String directory : DIRECTORIES) {
      if (root.isDirectory(directory)) {
        search.below(root.at(directory));
      }
    }
    search.unread.tell(rows);
  }

  private record Search(
      Root root, TableRows rows, Map<Long, String> users, Map<Long, String> groups, Unread unread) {

    void below(Located start) throws IOException {
      Deque<Located> todo = new ArrayDeque<>(List.of(start));
      while (!todo.isEmpty()) {
        rows.checkTime();
        Located directory = todo.pop();
        unread.ifAllowed(
            directory.path(),
            () -> {
              for (Located entry : root.list(directory)) {
                if (FileType.isDirectory(root.mode(entry))) {
                  todo.add(entry);
                } else {
                  add(entry);
                }
              }
            });
      }
    }

    private void add(Located file) throws IOException {
      try {
        Map<String, Object> stat = root.stat(file, "mode,uid,gid");
        int mode = (Integer) stat.get("mode");
        if (FileType.isRegular(mode) && (mode & (SETUID | SETGID)) != 0) {
          rows.add(
              file.path(),
              named(users, stat.get("uid")),
              named(groups, stat.get("gid")),
              ((mode & SETUID) != 0 ? "S" : "") + ((mode & SETGID) != 0 ? "G" : ""));
        }
      } catch (AccessDeniedException | Unavailable e) {
        unread.add(file.path());
      } catch (NoSuchFileException e) {
        rows.checkTime(); // a link that points nowhere
      }
    }

    private static String named(Map<Long, String> names, Object id) {
      long number = Integer.toUnsignedLong((Integer) id);
      return names.getOrDefault(number, Long.toString(number));
    }
  }
}
