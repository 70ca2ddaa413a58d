package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * cron's tables, of the system and of users. As in osquery the user of a system crontab's line
 * stays in {@code command}. Files and directories that don't exist mean no jobs.
 */
final class CrontabTable implements OsqueryTable {
  private static final String SYSTEM = "/etc/crontab";
  private static final List<String> DIRECTORIES =
      List.of("/etc/cron.d", "/var/at/tabs", "/var/spool/cron", "/var/spool/cron/crontabs");

  private static final int TIME_FIELDS = 5;
  private static final Pattern VARIABLE = Pattern.compile("[\"']?[A-Za-z_]\\w*[\"']?\\s*=.*");

  @Override
  public String name() {
    return "crontab";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("event"),
        text("minute"),
        text("hour"),
        text("day_of_month"),
        text("month"),
        text("day_of_week"),
        text("command"),
        text("path"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    Etc.require(root);
    Unread unread = new Unread("crontabs or their directories");
    for (Located file : files(root, unread)) {
      try {
        for (String line : root.read(file).lines(rows)) {
          addJob(line.strip(), file.path(), rows);
        }
      } catch (NoSuchFileException e) {
        // removed since it was listed
      } catch (AccessDeniedException e) {
        unread.add(file.path());
      }
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
      try {
        for (Located entry : root.list(directory)) {
          if (root.isRegularFile(entry)) {
            files.add(entry);
          }
        }
      } catch (NoSuchFileException e) {
        // no jobs
      } catch (AccessDeniedException e) {
        unread.add(directory);
      }
    }
    return files;
  }

  private static void addJob(String line, String path, TableRows rows) throws IOException {
    if (line.isEmpty() || line.startsWith("#") || VARIABLE.matcher(line).matches()) {
      return;
    }
    List<String> words = Words.of(line);
    boolean event = line.startsWith("@");
    int timeFields = event ? 1 : TIME_FIELDS;
    if (words.size() <= timeFields) {
      return;
    }
    String command = String.join(" ", words.subList(timeFields, words.size()));
    if (event) {
      rows.add(words.get(0), null, null, null, null, null, command, path);
    } else {
      rows.add(
          null,
          words.get(0),
          words.get(1),
          words.get(2),
          words.get(3),
          words.get(4),
          command,
          path);
    }
  }
}
