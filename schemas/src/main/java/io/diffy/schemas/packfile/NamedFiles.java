package io.diffy.schemas.packfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that a file names, by path or with wildcards: osquery's {@code %} and {@code %%} are
 * {@code *} and {@code **}.
 *
 * @param within the files that are being read, each named by the one before; the last one names
 */
record NamedFiles(List<Path> within) {
  private static final int MOST_FILES = 256;
  private static final int MOST_SEEN = 20_000;
  private static final int DEEPEST = 16;

  /** Of a file that none names yet. */
  static final NamedFiles NONE = new NamedFiles(List.of());

  /** One more file is being read. */
  NamedFiles inside(Path file) throws IOException {
    Path real = file.toRealPath();
    if (within.contains(real)) {
      String way =
          within.subList(within.indexOf(real), within.size()).stream()
              .map(each -> PackText.excerpt(each.getFileName().toString()))
              .collect(Collectors.joining(" → "));
      throw new PackReader.CyclicPack(
          "%s: includes itself: %s → %s; take one of these out"
              .formatted(file, way, PackText.excerpt(real.getFileName().toString())));
    }
    List<Path> inside = new ArrayList<>(within);
    inside.add(real);
    return new NamedFiles(List.copyOf(inside));
  }

  /** Whether the reader is no file, and so can name none. */
  boolean isEmpty() {
    return within.isEmpty();
  }

  /** What a path means there, whether that is there or not. */
  Path named(String path) {
    return within.get(within.size() - 1).resolveSibling(path);
  }

  /** All that fit a pattern, in order, but for those that are being read. */
  List<Path> matching(String wildcards) throws IOException {
    String pattern = wildcards.replace("%%", "**").replace('%', '*');
    int wildcard = pattern.split("[*?{\\[]", 2)[0].length();
    int slash = pattern.lastIndexOf('/', wildcard);
    Path base = named(slash < 0 ? "." : pattern.substring(0, slash + 1));
    String rest = pattern.substring(slash + 1);
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    List<PathMatcher> fit = new ArrayList<>();
    // Elsewhere ** may be no folder at all.
    for (String each : List.of(rest, rest.replace("**/", ""))) {
      fit.add(base.getFileSystem().getPathMatcher("glob:" + each));
    }
    int depth =
        rest.contains("**") ? DEEPEST : (int) rest.chars().filter(c -> c == '/').count() + 1;
    try (Stream<Path> files = Files.walk(base, depth)) {
      return files
          .limit(MOST_SEEN)
          .filter(each -> fit.stream().anyMatch(one -> one.matches(base.relativize(each))))
          .filter(each -> Files.isRegularFile(each) && !isRead(each))
          .sorted()
          .limit(MOST_FILES)
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean isRead(Path file) {
    try {
      return within.contains(file.toRealPath());
    } catch (IOException e) {
      // Who reads it says what is wrong with it.
      return false;
    }
  }
}
