package io.diffy.acceptance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The main code of the repository, as it lies in its folders. */
final class House {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
  private static final Pattern IMPORT =
      Pattern.compile("^import (static )?(io\\.diffy(?:\\.[a-z]\\w*)*)\\.([A-Z]\\w*)", 8);

  private House() {}

  /** One file of main code. */
  record Source(String module, String packageName, String name, String text) {
    int lines() {
      return (int) text.lines().count();
    }

    /** The packages of this repository whose classes its code names; javadoc counts for nothing. */
    Set<String> uses() {
      Set<String> used = new TreeSet<>();
      String code = COMMENT.matcher(text).replaceAll("");
      String body = code.replaceAll("(?m)^import .*$", "");
      IMPORT
          .matcher(code)
          .results()
          .filter(i -> i.group(1) != null || body.matches("(?s).*\\b" + i.group(3) + "\\b.*"))
          .forEach(i -> used.add(i.group(2)));
      used.remove(packageName);
      return used;
    }
  }

  /** In the order in which they are built. */
  static List<String> modules() throws IOException {
    return MODULE
        .matcher(Files.readString(Pages.ROOT.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  static List<Source> sources() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String module : modules()) {
      Path main = Pages.ROOT.resolve(module).resolve("src/main/java");
      if (!Files.isDirectory(main)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(main)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          String folder = main.relativize(file.getParent()).toString();
          sources.add(
              new Source(
                  module,
                  folder.replace('/', '.'),
                  file.getFileName().toString().replace(".java", ""),
                  Files.readString(file)));
        }
      }
    }
    return sources;
  }
}
