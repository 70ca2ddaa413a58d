package io.diffy.agent.tables;

import io.diffy.agent.tables.Conjuncts.Never;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files that a query is about: the paths and patterns in its text, and the paths in the rows of
 * the tables it joins. As in osquery, {@code %} in a pattern stands for any text within one name,
 * and {@code %%} at its end for everything below.
 */
final class NamedPaths {
  /** Tables in which a path says which file it is. */
  private static final Set<String> SAME_PATH = Set.of("file", "hash", "extended_attributes");

  private static final int SHARES = 4;
  private static final int WRITABLE_BY_ALL = 02;

  private final Root root;
  private final TableRows rows;
  private final Unread unread;
  private final Map<String, Located> files = new LinkedHashMap<>();
  private final Map<String, List<Located>> listed = new HashMap<>();

  /** Names by the owner of their folder: nobody fills the memory for all. */
  private final Map<String, Integer> spent = new HashMap<>();

  /** What the patterns of a query lead to, for all its tables, and what it does not want. */
  private record Named(Map<String, Located> files, Never never) {}

  NamedPaths(Root root, TableRows rows, Unread unread) {
    this.root = root;
    this.rows = rows;
    this.unread = unread;
  }

  /**
   * All of them, whether they exist or not.
   *
   * @throws Unavailable when the query names none
   */
  Collection<Located> files(String table) throws IOException {
    Constraints constraints = rows.constraints();
    Set<String> joined = constraints.joined(table);
    if (constraints.patterns().isEmpty() && joined.isEmpty()) {
      throw new Unavailable(
          table + " needs paths: ask WHERE path = '/…', or LIKE, or join a table that has a path");
    }
    Named named = root.query().once("named paths", Named.class, this::named);
    files.putAll(named.files);
    for (String path : joined) {
      try {
        if (!files.containsKey(path) && !named.never.test(path)) {
          add(root.at(path));
        }
      } catch (Unavailable e) {
        unread.add(path); // one strange name must not hide the others
      }
    }
    return files.values();
  }

  private Named named() throws IOException {
    Constraints constraints = rows.constraints();
    Never never =
        constraints.onlyOf(SAME_PATH) ? constraints.conjuncts().never("path") : Never.NONE;
    for (String pattern : constraints.patterns()) {
      addPattern(pattern, never);
    }
    files.keySet().removeIf(never);
    return new Named(new LinkedHashMap<>(files), never);
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private void addPattern(String pattern, Never never) throws IOException {
    if (!pattern.contains("%")) {
      add(root.at(pattern));
      if (rows.constraints().names("directory")) {
        children(root.at(pattern)).forEach(this::add);
      }
      return;
    }
    List<Located> found = List.of(root.at("/"));
    String[] names = pattern.substring(1).split("/", -1);
    for (int i = 0; i < names.length; i++) {
      boolean last = i == names.length - 1;
      List<Located> next = new ArrayList<>();
      for (Located directory : found) {
        if (last && names[i].endsWith("%%")) {
          addBelow(directory, PercentPattern.of(names[i]), never);
        } else if (names[i].contains("%")) {
          PercentPattern name = PercentPattern.of(names[i]);
          children(directory).stream().filter(child -> name.test(child.name())).forEach(next::add);
        } else {
          next.add(root.at(directory.child(names[i]).path()));
        }
      }
      found = next;
    }
    found.forEach(this::add);
  }

  /** Everything below, without following links: they may lead in circles. */
  private void addBelow(Located directory, Predicate<String> name, Never never) throws IOException {
    for (Located child : children(directory)) {
      rows.checkTime();
      if (name.test(child.name()) && !never.within(child.path())) {
        add(child);
        if (isFolder(child) && files.size() <= rows.limits().rows()) {
          addBelow(child, below -> true, never);
        }
      }
    }
  }

  private boolean isFolder(Located file) throws IOException {
    try {
      return FileType.isDirectory(root.linkStat(file).mode());
    } catch (NoSuchFileException e) {
      return false; // removed since it was listed
    }
  }

  private List<Located> children(Located directory) throws IOException {
    List<Located> known = listed.get(directory.path());
    if (known != null) {
      return known;
    }
    List<Located> children = new ArrayList<>();
    if (root.isDirectory(directory)) {
      FileStat stat = root.stat(directory);
      String owner = (stat.mode() & WRITABLE_BY_ALL) != 0 ? "everybody" : stat.owner();
      unread.ifAllowed(
          directory.path(),
          () -> {
            int before = spent.getOrDefault(owner, 0);
            if (before > Root.MOST_FILES / (owner.equals("0") ? 1 : SHARES)) {
              throw new Unavailable(
                  "%s: the folders of user %s hold too many files"
                      .formatted(directory.path(), owner));
            }
            children.addAll(root.list(directory));
            spent.put(owner, before + children.size());
          });
      listed.put(directory.path(), children);
    }
    return children;
  }

  private void add(Located file) {
    files.putIfAbsent(file.path(), file);
  }
}
