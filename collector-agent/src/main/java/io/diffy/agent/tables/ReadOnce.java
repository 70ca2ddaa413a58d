package io.diffy.agent.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is looked at once: by one query, though several of its tables need it, or by all queries of
 * one moment. Safe for use from several threads, which may then look twice.
 */
final class ReadOnce {
  /** Folders, without links in their paths, in which nobody but root can change what is root's. */
  private final Set<Path> rootsOwn = ConcurrentHashMap.newKeySet();

  private final Map<String, Object> read = new ConcurrentHashMap<>();

  /** Reads something. */
  interface Reading<T> {
    T read() throws IOException;
  }

  Set<Path> rootsOwn() {
    return rootsOwn;
  }

  <T> T once(String what, Class<T> type, Reading<T> reading) throws IOException {
    Object known = read.get(what);
    if (known == null) {
      known = reading.read();
      read.put(what, known);
    }
    return type.cast(known);
  }
}
