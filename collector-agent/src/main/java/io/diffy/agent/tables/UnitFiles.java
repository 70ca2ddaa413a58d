package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The unit files of systemd's directories; where two have the same name, the first one counts. */
final class UnitFiles {
  private static final String LOCAL = "/etc/systemd/system";
  private static final String RUNTIME = "/run/systemd/system";
  private static final String GENERATED = "/run/systemd/generator";
  private static final List<String> DIRECTORIES =
      List.of(
          LOCAL,
          RUNTIME,
          GENERATED,
          "/usr/local/lib/systemd/system",
          "/usr/lib/systemd/system",
          "/lib/systemd/system",
          "/run/systemd/generator.late");

  private static final Pattern UNIT =
      Pattern.compile(
          ".+\\.(service|socket|timer|path|target|mount|automount|swap|slice|scope|device)");
  private static final Pattern DEPENDENCIES = Pattern.compile(".+\\.(wants|requires|upholds)");

  private final Root root;
  private final TableRows rows;
  private final Unread unread = new Unread("systemd unit files");
  private final Map<String, Located> found = new TreeMap<>();
  private final Map<String, String> enabled = new HashMap<>();

  UnitFiles(Root root, TableRows rows) {
    this.root = root;
    this.rows = rows;
  }

  Map<String, Map<String, String>> read() throws IOException {
    boolean any = false;
    for (String directory : DIRECTORIES) {
      any |= list(directory);
    }
    if (!any) {
      throw new Unavailable("no systemd unit directories under " + root);
    }
    enabled.keySet().forEach(this::addInstance);
    Map<String, Map<String, String>> units = new TreeMap<>();
    for (Map.Entry<String, Located> file : found.entrySet()) {
      unread.ifAllowed(
          file.getValue().path(),
          () ->
              parse(file.getKey(), file.getValue())
                  .ifPresent(unit -> units.put(file.getKey(), unit)));
    }
    unread.tell(rows);
    return units;
  }

  private boolean list(String directory) throws IOException {
    try {
      for (Located entry : root.list(directory)) {
        if (UNIT.matcher(entry.name()).matches()) {
          found.putIfAbsent(entry.name(), entry);
          if (directory.equals(LOCAL) && isAlias(entry)) {
            enabled.putIfAbsent(nameOf(root.link(entry)), "enabled");
          }
        } else if (DEPENDENCIES.matcher(entry.name()).matches()) {
          enable(directory, entry);
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (AccessDeniedException e) {
      unread.add(directory);
      return true;
    }
  }

  /** Links of the administrator enable a unit; those that packages ship don't, so says systemd. */
  private void enable(String directory, Located dependencies) throws IOException {
    if (directory.equals(LOCAL) || directory.equals(RUNTIME)) {
      for (Located link : root.list(dependencies)) {
        enabled.putIfAbsent(link.name(), directory.equals(LOCAL) ? "enabled" : "enabled-runtime");
      }
    }
  }

  /** An enabled getty@tty1.service is a unit, although its file is getty@.service. */
  private void addInstance(String id) {
    int at = id.indexOf('@');
    int dot = id.lastIndexOf('.');
    if (at > 0 && dot > at + 1) {
      Located template = found.get(id.substring(0, at + 1) + id.substring(dot));
      if (template != null) {
        found.putIfAbsent(id, template);
      }
    }
  }

  private Optional<Map<String, String>> parse(String id, Located file) throws IOException {
    String state = enabled.getOrDefault(id, "");
    if (root.linkStat(file).isLink()) {
      String target = root.link(file);
      if (target.equals("/dev/null")) {
        return Optional.of(UnitFile.masked(id, file.path()));
      }
      if (id.equals(file.name()) && isAlias(file)) {
        return Optional.empty(); // another name of a unit that has its own row
      }
      state = state.isEmpty() && file.path().startsWith(LOCAL) ? "linked" : state;
    }
    if (file.path().startsWith(GENERATED)) {
      state = "generated";
    }
    FileText text = root.read(file);
    return Optional.of(
        text.bytes().length == 0
            ? UnitFile.masked(id, file.path())
            : UnitFile.parse(id, file.path(), state, text.lines(rows)));
  }

  private boolean isAlias(Located file) throws IOException {
    if (!root.linkStat(file).isLink()) {
      return false;
    }
    String target = root.link(file);
    return !target.equals("/dev/null") && !nameOf(target).equals(file.name());
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
