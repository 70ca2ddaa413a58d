package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    Map<String, Searched> searched = new HashMap<>();
    for (String directory : DIRECTORIES) {
      if (root.isDirectory(directory)) {
        Searched before = searched.get(root.canonical(directory));
        if (before == null) {
          int from = rows.all().size();
          search.below(root.at(directory));
          List<String[]> found = List.copyOf(rows.all().subList(from, rows.all().size()));
          searched.put(root.canonical(directory), new Searched(directory, found));
        } else {
          before.showUnder(directory, rows);
        }
      }
    }
    search.unread.tell(rows);
  }

  /** What a folder holds, for the other names of that folder. */
  private record Searched(String directory, List<String[]> rows) {
    void showUnder(String other, TableRows all) throws IOException {
      for (String[] row : rows) {
        String[] copy = row.clone();
        copy[0] = other + row[0].substring(directory.length());
        all.add(copy);
      }
    }
  }

  private record Search(
      Root root, TableRows rows, Map<Long, String> users, Map<Long, String> groups, Unread unread) {

    void below(Located start) throws IOException {
      Deque<Located> todo = new ArrayDeque<>(List.of(start));
      Map<String, Located> programs = new TreeMap<>();
      int[] entries = {0};
      while (!todo.isEmpty()) {
        rows.checkTime();
        if (entries[0] > rows.limits().rows() || programs.size() + todo.size() > Root.MOST_FILES) {
          rows.partial(
              "%s holds more than %d files: the rest is not searched for set-user-id programs"
                  .formatted(start.path(), Math.min(entries[0], rows.limits().rows())));
          break;
        }
        Located directory = todo.pop();
        unread.ifAllowed(
            directory.path(),
            () ->
                root.each(
                    directory,
                    entry -> {
                      entries[0]++;
                      int mode = mode(entry);
                      if (FileType.isDirectory(mode)) {
                        todo.add(directory.listed(entry));
                      } else if (FileType.isLink(mode) || isSetId(mode)) {
                        Located program = directory.listed(entry);
                        programs.put(program.path(), program);
                      }
                    }));
      }
      for (Located program : programs.values()) {
        add(program);
      }
    }

    /** Of the entry itself; 0 where it is gone by now. */
    private static int mode(Path entry) throws IOException {
      try {
        return (Integer) Files.getAttribute(entry, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        return 0;
      }
    }

    private static boolean isSetId(int mode) {
      return FileType.isRegular(mode) && (mode & (SETUID | SETGID)) != 0;
    }

    private void add(Located file) throws IOException {
      try {
        FileStat stat = root.stat(file);
        int mode = stat.mode();
        if (isSetId(mode)) {
          rows.add(
              file.path(),
              named(users, stat.uid()),
              named(groups, stat.gid()),
              ((mode & SETUID) != 0 ? "S" : "") + ((mode & SETGID) != 0 ? "G" : ""));
        }
      } catch (AccessDeniedException | Unavailable e) {
        unread.add(file.path());
      } catch (NoSuchFileException e) {
        rows.checkTime(); // a link that points nowhere
      }
    }

    private static String named(Map<Long, String> names, int id) {
      long number = Integer.toUnsignedLong(id);
      return names.getOrDefault(number, Long.toString(number));
    }
  }
}
