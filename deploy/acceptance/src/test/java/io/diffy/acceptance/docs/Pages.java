package io.diffy.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Markdown pages of this repository. */
public final class Pages {
  public static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern COMMAND =
      Pattern.compile("(?:^|[|`] ?)\\s*(?:\\./)?diffy((?: [^|`#]+)+)");

  private Pages() {}

  public static List<Path> all() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT)) {
      files.filter(Pages::isPage).forEach(pages::add);
    }
    for (String folder :
        List.of(".github", "docs", "schemas", "collector-agent", "stream-processor", "deploy")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(Pages::isPage)
            .filter(page -> !ROOT.relativize(page).toString().contains("target"))
            .forEach(pages::add);
      }
    }
    pages.sort(null);
    return pages;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  public static String text(Path page) throws IOException {
    return Files.readString(page, UTF_8);
  }

  /** The lines of a list, without blank ones and remarks. */
  static List<String> entries(Path list) throws IOException {
    return text(list).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** Targets of links into this repository, as they are written. */
  static List<String> links(String page) {
    return LINK.matcher(page)
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
        .toList();
  }

  /** The anchors that GitHub makes of a page's headings. */
  static Set<String> anchors(String page) {
    return page.lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /** What follows {@code diffy} in examples and in `quoted` text. */
  static List<String> commands(String page) {
    List<String> commands = new ArrayList<>();
    page.lines()
        .forEach(
            line -> {
              Matcher command = COMMAND.matcher(line);
              while (command.find()) {
                commands.add(command.group(1).strip());
              }
            });
    return commands;
  }
}
