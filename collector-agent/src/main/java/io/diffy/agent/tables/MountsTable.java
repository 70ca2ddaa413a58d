package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * /proc/self/mounts. The sizes are always 0: they change all the time, and asking a dead network
 * mount for them blocks. No such file is an error.
 */
final class MountsTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "mounts",
          """
          device text, device_alias text, path text, type text, blocks_size bigint, blocks bigint,
          blocks_free bigint, blocks_available bigint, inodes bigint, inodes_free bigint, flags text""",
          MountsTable::read);

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

  private MountsTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    for (String line : mounts(root).lines(rows)) {
      List<String> words = FileText.words(line);
      if (words.size() >= 4) {
        String device = unescaped(words.get(0));
        List<String> row = new ArrayList<>();
        row.add(device);
        row.add(device.startsWith("/dev/") ? root.canonical(device) : device);
        row.add(unescaped(words.get(1)));
        row.add(unescaped(words.get(2)));
        row.addAll(Collections.nCopies(6, "0"));
        row.add(unescaped(words.get(3)));
        rows.add(row.toArray(String[]::new));
      }
    }
  }

  private static FileText mounts(Root root) throws IOException {
    // Those of the host: a service may have others of its own.
    for (String file : List.of("/proc/1/mounts", "/proc/self/mounts")) {
      try {
        return root.read(file);
      } catch (NoSuchFileException | AccessDeniedException e) {
        // not there, or not for this user: the next one
      }
    }
    return root.read("/proc/mounts");
  }

  /** The kernel writes blanks and backslashes of names as \040 and so on. */
  static String unescaped(String word) {
    return OCTAL
        .matcher(word)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(match.group(1), 8))));
  }
}
