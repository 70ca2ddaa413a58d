package io.diffy.agent.tables;

import io.diffy.agent.process.BoundedProcess.Result;
import io.diffy.agent.tables.KeptHashes.Stamp;
import io.diffy.schemas.text.SafeText;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** Under this name it is kept that a program has none. */
  private static final String NONE = "no capabilities";

  private static final int AT_ONCE = 1000;
  private static final int EXECUTABLE = 0111;

  private ExtendedAttributesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    if (!root.isHost()) {
      throw new Unavailable(
          "extended_attributes asks the running host's getcap: it can't be read under " + root);
    }
    Map<String, Located> programs = programs(root, rows);
    List<String> asked = new ArrayList<>();
    for (Located program : programs.values()) {
      if (root.hashes().find(NONE, stamp(root, program)) == null) {
        asked.add(program.path());
      }
    }
    if (asked.isEmpty()) {
      programs.keySet().stream().limit(1).forEach(asked::add); // is getcap still there?
    }
    for (int from = 0; from < asked.size() || from == 0; from += AT_ONCE) {
      rows.checkTime();
      List<String> some = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
      Result said = Commands.result("getcap", some.toArray(String[]::new));
      Set<String> without = new HashSet<>(some);
      without.removeAll(parse(said.text(), Set.copyOf(some), rows));
      for (String path : said.errors().isEmpty() ? without : Set.<String>of()) {
        Located program = programs.get(path);
        Stamp stamp = stamp(root, program);
        root.hashes().keep(NONE, stamp, () -> HashTable.disk(root, program, stamp), "");
      }
    }
  }

  /** As it was before getcap looked: whoever gives it a capability moves its ctime. */
  private static Stamp stamp(Root root, Located program) {
    try {
      return root.isForeign(program) ? Stamp.NONE : Stamp.of(program.itself());
    } catch (IOException e) {
      return Stamp.NONE; // somebody's links lead there, or it is gone: getcap may still tell
    }
  }

  /** Only what runs can use its capabilities; a link's target is asked where it lies. */
  private static Map<String, Located> programs(Root root, TableRows rows) throws IOException {
    Unread unread = new Unread("files");
    Map<String, Located> programs = new LinkedHashMap<>();
    for (Located file : new NamedPaths(root, rows, unread).files("extended_attributes")) {
      try {
        int mode = root.linkStat(file).mode();
        if (FileType.isRegular(mode) && (mode & EXECUTABLE) != 0) {
          if (SafeText.hasControlCharacter(file.path())) {
            unread.add("a name with control characters"); // it could forge lines
          } else {
            programs.put(file.path(), file);
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

  /** Returns the paths that have some. */
  static Set<String> parse(String printed, Set<String> asked, TableRows rows) throws IOException {
    Set<String> paths = new HashSet<>();
    for (String line : printed.split("\n", -1)) {
      Matcher found = LINE.matcher(line);
      if (found.matches() && asked.contains(found.group(1))) {
        String path = found.group(1);
        paths.add(path);
        rows.add(path, NamedPaths.parent(path), "security.capability", found.group(2), "0");
      }
    }
    return paths;
  }
}
