package io.diffy.plugin;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Keeps documents: results and baselines. */
public interface PersistencePlugin extends Plugin {

  /** What is kept. */
  enum Shelf {
    /** Observations of a run, one JSON object a line. */
    RESULTS,
    /** Functional baselines, one JSON object a line. */
    BASELINES
  }

  /**
   * Keeps a document, in place of an older one of the same key.
   *
   * @param key group, run and more, separated by slashes; each part may hold anything but a slash
   */
  void save(Shelf shelf, List<String> key, byte[] document, PluginContext context);

  /** The document of a key, the bytes that were saved. */
  Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context);

  /** All documents whose keys begin so, in the order of their keys. */
  void getAll(
      Shelf shelf,
      List<String> prefix,
      BiConsumer<List<String>, byte[]> each,
      PluginContext context);

  /** The order of keys: part by part. */
  Comparator<List<String>> BY_PARTS =
      (one, other) -> Arrays.compare(one.toArray(String[]::new), other.toArray(String[]::new));

  /** Whether a key begins with these parts. */
  static boolean beginsWith(List<String> key, List<String> prefix) {
    return key.size() >= prefix.size() && key.subList(0, prefix.size()).equals(prefix);
  }
}
