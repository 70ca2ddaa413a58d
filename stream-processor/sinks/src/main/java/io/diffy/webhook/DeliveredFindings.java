package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.http.HttpSettings;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings that people were told of, each with the number of its event, in a file: a restart
 * tells nobody twice. A line {@code <uid> <sequence>} says that it was told, {@code <uid> 0} that
 * it is closed. The oldest are forgotten first.
 */
final class DeliveredFindings {
  private static final int MOST = 100_000;

  private final Path file;
  private final Map<String, Integer> events = new LinkedHashMap<>();
  private int lines;

  private DeliveredFindings(Path file) {
    this.file = file;
  }

  static DeliveredFindings in(Path file) {
    DeliveredFindings delivered = new DeliveredFindings(file);
    try {
      for (String line : Files.readAllLines(file, UTF_8)) {
        delivered.apply(line);
      }
      return delivered;
    } catch (NoSuchFileException e) {
      return delivered;
    } catch (IOException | NumberFormatException e) {
      throw new PluginFailure("can't read " + file + ": " + HttpSettings.why(e), e);
    }
  }

  boolean contains(Finding finding) {
    return events.containsKey(finding.uid());
  }

  void add(List<Finding> findings) {
    write(findings.stream().map(one -> one.uid() + " " + one.sequence()).toList());
  }

  /** One that was closed after it was told is news when it comes back. */
  void forget(Finding closed) {
    if (events.getOrDefault(closed.uid(), Integer.MAX_VALUE) < closed.sequence()) {
      write(List.of(closed.uid() + " 0"));
    }
  }

  private void write(List<String> changes) {
    changes.forEach(this::apply);
    try {
      if (lines <= 2 * MOST) {
        Files.write(file, changes, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return;
      }
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      List<String> all =
          events.entrySet().stream().map(one -> one.getKey() + " " + one.getValue()).toList();
      Files.write(fresh, all, UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      lines = all.size();
    } catch (IOException e) {
      throw new PluginFailure("can't write " + file + ": " + HttpSettings.why(e), e);
    }
  }

  private void apply(String line) {
    lines++;
    int blank = line.indexOf(' ');
    // The last line of a crash may be torn.
    if (blank < 1 || blank == line.length() - 1) {
      return;
    }
    String uid = line.substring(0, blank);
    int sequence = Integer.parseInt(line.substring(blank + 1));
    if (sequence == 0) {
      events.remove(uid);
      return;
    }
    events.put(uid, sequence);
    if (events.size() > MOST) {
      events.remove(events.keySet().iterator().next());
    }
  }
}
