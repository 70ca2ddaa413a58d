package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * /etc/sudoers and what it includes; an include line is a row too. No such file means that nobody
 * may use sudo; an unreadable one is an error.
 */
final class SudoersTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of("sudoers", "source text, header text, rule_details text", SudoersTable::read);

  private static final String FILE = "/etc/sudoers";

  /** sudoers(5): "no more than 128 files are allowed to be nested". */
  private static final int DEEPEST = 128;

  private static final Set<String> INCLUDE = Set.of("#include", "@include");
  private static final Set<String> INCLUDE_DIRECTORY = Set.of("#includedir", "@includedir");

  private SudoersTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    root.requireEtc();
    try {
      FileText start = root.read(FILE);
      Reader reader = new Reader(root, rows, new Unread("included sudoers files"));
      reader.add(start);
      reader.unread.tell(rows);
    } catch (NoSuchFileException e) {
      return;
    }
  }

  /** One walk through the includes; {@code open} are the files we are in, so loops end. */
  private record Reader(Root root, TableRows rows, Unread unread, Deque<String> open) {

    Reader(Root root, TableRows rows, Unread unread) {
      this(root, rows, unread, new ArrayDeque<>());
    }

    void add(FileText file) throws IOException {
      String canonical = root.canonical(file.path());
      if (open.contains(canonical) || open.size() >= DEEPEST) {
        return;
      }
      open.push(canonical);
      StringBuilder rule = new StringBuilder();
      for (String line : file.lines(rows)) {
        String part = line.strip();
        if (rule.isEmpty() && isComment(part)) {
          continue;
        }
        rule.append(part);
        if (part.endsWith("\\")) {
          rule.setLength(rule.length() - 1);
        } else {
          addRule(rule.toString(), file.path());
          rule.setLength(0);
        }
      }
      addRule(rule.toString(), file.path());
      open.pop();
    }

    private void addRule(String rule, String source) throws IOException {
      List<String> words = FileText.words(rule);
      if (words.isEmpty()) {
        return;
      }
      String header = words.get(0);
      String details = rule.substring(rule.indexOf(header) + header.length()).strip();
      boolean include = INCLUDE.contains(header) || INCLUDE_DIRECTORY.contains(header);
      if (include && details.isEmpty()) {
        return;
      }
      rows.add(source, header, details);
      if (include) {
        String path = unquoted(details);
        String target = path.startsWith("/") ? path : parent(source) + "/" + path;
        follow(target, INCLUDE_DIRECTORY.contains(header));
      }
    }

    private void follow(String target, boolean directory) throws IOException {
      if (!directory) {
        unread.ifAllowed(target, () -> add(root.read(target)));
        return;
      }
      List<Located> files = new ArrayList<>();
      unread.ifAllowed(target, () -> files.addAll(root.list(target)));
      for (Located file : files) {
        boolean ignoredBySudo = file.name().contains(".") || file.name().endsWith("~");
        if (!ignoredBySudo) {
          unread.ifAllowed(
              file.path(),
              () -> {
                if (root.isRegularFile(file)) {
                  add(root.read(file));
                }
              });
        }
      }
    }
  }

  private static boolean isComment(String line) {
    String header = line.split("[ \t]", 2)[0];
    return line.isEmpty()
        || (line.startsWith("#")
            && !INCLUDE.contains(header)
            && !INCLUDE_DIRECTORY.contains(header));
  }

  private static String unquoted(String path) {
    boolean quoted = path.length() > 1 && path.startsWith("\"") && path.endsWith("\"");
    return quoted ? path.substring(1, path.length() - 1) : path;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
