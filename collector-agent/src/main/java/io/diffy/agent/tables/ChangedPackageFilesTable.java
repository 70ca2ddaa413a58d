package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files whose MD5 is not the one that dpkg noted when it installed their package; of the files
 * whose paths the query names, because all of them are too many. A table of this project's own. A
 * file that is gone is no row, nor one of a package that is half installed. No dpkg is an error.
 */
final class ChangedPackageFilesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "changed_package_files",
          "path text, package text, version text, arch text, recorded text, md5 text",
          ChangedPackageFilesTable::read);

  private static final String INFO = "/var/lib/dpkg/info";
  private static final String NOTES = ".md5sums";
  private static final Pattern NOTE = Pattern.compile("([0-9a-f]{32})  (.+)");

  private ChangedPackageFilesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    List<PercentPattern> wanted =
        rows.constraints().patterns().stream().map(PercentPattern::of).toList();
    if (wanted.isEmpty()) {
      throw new Unavailable("changed_package_files needs paths: ask WHERE path = '/…', or LIKE");
    }
    Map<String, Map<String, String>> packages = installed(root, rows);
    Map<String, Diversion> diversions = diversions(root, rows);
    Unread unread = new Unread("files of packages");
    for (Located notes : root.list(INFO)) {
      Map<String, String> installed =
          packages.get(notes.name().replaceFirst("\\.md5sums$", "").split(":", 2)[0]);
      if (!notes.name().endsWith(NOTES) || installed == null) {
        continue;
      }
      for (String line : root.read(notes).lines(rows)) {
        rows.checkTime();
        Matcher note = NOTE.matcher(line);
        if (note.matches() && isWanted("/" + note.group(2), wanted)) {
          Diversion diversion = diversions.get("/" + note.group(2));
          boolean aside = diversion != null && !diversion.by.equals(installed.get("Package"));
          String path = aside ? diversion.to : "/" + note.group(2);
          unread.ifAllowed(path, () -> compare(root, path, note.group(1), installed, rows));
        }
      }
    }
    unread.tell(rows);
  }

  private static boolean isWanted(String path, List<PercentPattern> wanted) {
    return wanted.stream().anyMatch(pattern -> pattern.test(path));
  }

  private static void compare(
      Root root, String path, String recorded, Map<String, String> installed, TableRows rows)
      throws IOException {
    String md5 = HashTable.of(root, root.at(path), List.of("md5"), rows).get("md5");
    if (md5 != null && !md5.equals(recorded)) {
      rows.add(
          path,
          installed.get("Package"),
          installed.getOrDefault("Version", ""),
          installed.getOrDefault("Architecture", ""),
          recorded,
          md5);
    }
  }

  private static Map<String, Map<String, String>> installed(Root root, TableRows rows)
      throws IOException {
    Map<String, Map<String, String>> packages = new HashMap<>();
    DebPackagesTable.each(
        root,
        rows,
        fields -> {
          if (fields.getOrDefault("Status", "").endsWith(" ok installed")) {
            packages.put(fields.get("Package"), Map.copyOf(fields));
          }
        });
    return packages;
  }

  /** Where a file lies that another package, or the administrator, moved aside. */
  private record Diversion(String to, String by) {}

  private static Map<String, Diversion> diversions(Root root, TableRows rows) throws IOException {
    Map<String, Diversion> diversions = new HashMap<>();
    try {
      List<String> lines = root.read("/var/lib/dpkg/diversions").lines(rows);
      for (int i = 0; i + 2 < lines.size(); i += 3) {
        diversions.put(lines.get(i), new Diversion(lines.get(i + 1), lines.get(i + 2)));
      }
    } catch (NoSuchFileException e) {
      return diversions; // none was ever made
    }
    return diversions;
  }
}
