package io.diffy.agent.tables;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * cron's tables, of the system and of users. As in osquery the user of a system crontab's line
 * stays in {@code command}. Files and directories that don't exist mean no jobs, in an /etc that
 * exists.
 */
final class CrontabTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "crontab",
          """
          event text, minute text, hour text, day_of_month text, month text, day_of_week text,
          command text, path text""",
          CrontabTable::read);

  private static final String SYSTEM = "/etc/crontab";
  private static final List<String> DIRECTORIES =
      List.of("/etc/cron.d", "/var/at/tabs", "/var/spool/cron", "/var/spool/cron/crontabs");

  private static final int TIME_FIELDS = 5;
  private static final Pattern VARIABLE = Pattern.compile("[\"']?[A-Za-z_]\\w*[\"']?\\s*=.*");

  private CrontabTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
    root.requireEtc();
    Unread unread = new Unread("crontabs or their directories");
    for (Located file : files(root, unread)) {
      unread.ifAllowed(
          file.path(),
          () -> {
            rows.chargeTo(root.linkStat(file).owner());
            FileText text = root.read(file);
            for (String line : root.isForeign(file) ? text.lines() : text.lines(rows)) {
              addJob(line.strip(), file.path(), rows);
            }
            if (text.cut()) {
              String told = "(too long: only its start is listed; " + text.digest() + ")";
              rows.add(null, null, null, null, null, null, told, file.path());
            }
          });
    }
    unread.tell(rows);
  }

  private static List<Located> files(Root root, Unread unread) throws IOException {
    List<Located> files = new ArrayList<>();
    Located system = root.at(SYSTEM);
    if (root.isRegularFile(system)) {
      files.add(system);
    }
    for (String directory : DIRECTORIES) {
      unread.ifAllowed(
          directory,
          () -> {
            for (Located entry : root.list(directory)) {
              if (root.isRegularFile(entry)) {
                files.add(entry);
              }
            }
          });
    }
    return files;
  }

  private static void addJob(String line, String path, TableRows rows) throws IOException {
    if (line.isEmpty() || line.startsWith("#") || VARIABLE.matcher(line).matches()) {
      return;
    }
    List<String> words = FileText.words(line);
    boolean event = line.startsWith("@");
    int timeFields = event ? 1 : TIME_FIELDS;
    if (words.size() <= timeFields) {
      return;
    }
    List<String> row = new ArrayList<>(words.subList(0, timeFields));
    row.addAll(event ? 1 : 0, Collections.nCopies(event ? TIME_FIELDS : 1, null));
    row.add(String.join(" ", words.subList(timeFields, words.size())));
    row.add(path);
    rows.add(row.toArray(String[]::new));
  }
}
