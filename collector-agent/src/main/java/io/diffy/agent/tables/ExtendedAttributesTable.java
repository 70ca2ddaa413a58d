package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Capabilities of the programs whose paths the query names, as getcap shows them: of the extended
 * attributes only security.capability. No getcap is an error.
 */
final class ExtendedAttributesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "extended_attributes",
          "path text, directory text, key text, value text, base64 integer",
          ExtendedAttributesTable::read);

  /** Before libcap 2.41 a sign stood between them. */
  private static final Pattern LINE =
      Pattern.compile("(/.*?) (?:= )?([a-z0-9_,]*[=+][-+=a-z, _0-9]*)");

  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");
  private static final int AT_ONCE = 1000;
  private static final int EXECUTABLE = 0111;

  private ExtendedAttributesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!root.isHost()) {
      throw new Unavailable(
          "extended_attributes asks the running host's getcap: it can't be read under " + root);
    }
    List<String> programs = programs(root, rows);
    for (int from = 0; from < programs.size() || from == 0; from += AT_ONCE) {
      rows.checkTime();
      List<String> some = programs.subList(from, Math.min(programs.size(), from + AT_ONCE));
      parse(Commands.output("getcap", some.toArray(String[]::new)), new HashSet<>(some), rows);
    }
  }

  /** Only what runs can use its capabilities; a link's target is asked where it lies. */
  private static List<String> programs(Root root, TableRows rows) throws IOException {
    Unread unread = new Unread("files");
    List<String> programs = new ArrayList<>();
    for (Located file : new NamedPaths(root, rows, unread).files("extended_attributes")) {
      try {
        int mode = root.linkStat(file).mode();
        if (FileType.isRegular(mode) && (mode & EXECUTABLE) != 0) {
          if (UNPRINTABLE.matcher(file.path()).find()) {
            unread.add("a name with control characters"); // it could forge lines
          } else {
            programs.add(file.path());
          }
        }
      } catch (NoSuchFileException e) {
        rows.checkTime();
      } catch (IOException e) {
        unread.add(file.path());
      }
    }
    unread.tell(rows);
    return programs;
  }

  static void parse(String printed, Set<String> asked, TableRows rows) throws IOException {
    for (String line : printed.split("\n", -1)) {
      Matcher found = LINE.matcher(line);
      if (found.matches() && asked.contains(found.group(1))) {
        String path = found.group(1);
        rows.add(path, NamedPaths.parent(path), "security.capability", found.group(2), "0");
      }
    }
  }
}
