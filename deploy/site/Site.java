import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands around Maven's site plugin: the pages as it wants them, then anchors as GitHub names
 * them, an index for the search, and a look whether every link leads somewhere without a network.
 */
final class Site {
  private static final Pattern LINK = Pattern.compile("(!?)\\[([^\\]]*)]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("<h([1-6])>(.*?)</h\\1>", Pattern.DOTALL);
  private static final Pattern TARGET = Pattern.compile("(href|src)=\"([^\"]*)\"");
  private static final Pattern TAG = Pattern.compile("<(script|style).*?</\\1>|<[^>]*>", Pattern.DOTALL);
  private static final List<String> FIRST =
      List.of("quickstart", "concepts", "glossary", "console", "detection", "severity",
          "detection-limits", "replay", "decide", "deploy", "operations", "troubleshooting");

  public static void main(String[] arguments) throws IOException {
    Path here = Path.of(arguments[1]);
    if (arguments[0].equals("prepare")) {
      prepare(here.resolve("../..").normalize(), here.resolve("target/prepared"));
    } else {
      finish(here, here.resolve("target/site"));
    }
  }

  private static void prepare(Path root, Path to) throws IOException {
    StringBuilder menu = new StringBuilder();
    Map<String, Path> pages = new LinkedHashMap<>();
    pages.put("index", root.resolve("README.md"));
    FIRST.forEach(name -> pages.put(name, root.resolve("docs/" + name + ".md")));
    for (String folder : List.of("docs", "docs/decisions")) {
      for (Path page : markdown(root.resolve(folder))) {
        String name = page.getFileName().toString().replace(".md", "");
        pages.putIfAbsent(folder.equals("docs") ? name : "decisions/" + name, page);
      }
    }
    for (Map.Entry<String, Path> page : pages.entrySet()) {
      String text = Files.readString(page.getValue());
      Path file = to.resolve("markdown/" + page.getKey() + ".md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, LINK.matcher(text).replaceAll(link -> moved(root, page, link)));
      if (!page.getKey().startsWith("decisions/") || page.getKey().endsWith("README")) {
        String title = text.lines().filter(line -> line.startsWith("# ")).findFirst().orElseThrow();
        menu.append("<item name=\"%s\" href=\"%s.html\"/>%n".formatted(title.substring(2), page.getKey()));
      }
    }
    for (String kept : List.of("images", "asyncapi.yaml", "coverage-layer.json")) {
      copy(root.resolve("docs").resolve(kept), to.resolve("resources").resolve(kept));
    }
    Files.writeString(to.resolve("site.xml"), """
        <site name="Diffy Streams">
        <skin><groupId>org.apache.maven.skins</groupId><artifactId>maven-fluido-skin</artifactId><version>2.1.0</version></skin>
        <publishDate position="none"/><version position="none"/>
        <body><menu name="Diffy Streams">
        %s</menu></body></site>
        """.formatted(menu));
  }

  /** A link as the site has it: pages lie in one folder, files of the source tree are only named. */
  private static String moved(Path root, Map.Entry<String, Path> page, MatchResult link) {
    String target = link.group(3);
    if (target.contains("://") || target.startsWith("#") || target.startsWith("mailto:")) {
      return Matcher.quoteReplacement(link.group());
    }
    Path file = page.getValue().resolveSibling(target.replaceFirst("#.*", "")).normalize();
    String anchor = target.contains("#") ? target.substring(target.indexOf('#')) : "";
    Path docs = root.resolve("docs");
    String kept = file.equals(root.resolve("README.md")) ? "index.md"
        : file.startsWith(docs) ? docs.relativize(file).toString() : "";
    String up = page.getKey().startsWith("decisions/") ? "../" : "";
    return Matcher.quoteReplacement(kept.isEmpty() || Files.isDirectory(file)
        ? link.group(2)
        : link.group(1) + "[" + link.group(2) + "](" + up + kept + anchor + ")");
  }

  private static void finish(Path here, Path site) throws IOException {
    StringBuilder index = new StringBuilder();
    List<Path> pages = files(site, ".html");
    for (Path page : pages) {
      String at = site.relativize(page).toString();
      String root = at.contains("/") ? "../" : "";
      String html = HEADING.matcher(Files.readString(page)).replaceAll(heading ->
          Matcher.quoteReplacement("<h%s id=\"%s\">%s</h%s>".formatted(
              heading.group(1), slug(heading.group(2)), heading.group(2), heading.group(1))));
      // Doxia puts a letter before an anchor that begins with a digit.
      html = html.replaceAll("(href=\"[^\"]*#)a(?=\\d)", "$1");
      Files.writeString(page, html.replace("</head>", """
          <script src="%1$sjs/lunr.min.js"></script>
          <script src="%1$sjs/sections.js"></script>
          <script src="%1$sjs/search.js" data-root="%1$s"></script>
          </head>""".formatted(root)));
      sections(at, html, index);
    }
    Files.writeString(site.resolve("js/sections.js"), "window.DIFFY_SECTIONS = [\n" + index + "];\n");
    copy(here.resolve("search.js"), site.resolve("js/search.js"));
    copy(files(here.resolve("target/lunr"), "lunr.min.js").get(0), site.resolve("js/lunr.min.js"));
    check(site, pages);
  }

  private static String slug(String heading) {
    return plain(heading).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static void sections(String at, String html, StringBuilder index) {
    String page = plain(html.replaceFirst("(?s).*?<h1[^>]*>(.*?)</h1>.*", "$1"));
    String[] parts = html.split("(?=<h[1-3] id=)");
    int last = at.startsWith("decisions/") ? Math.min(2, parts.length) : parts.length;
    for (int i = 1; i < last; i++) {
      String heading = plain(parts[i].replaceFirst("(?s)^<h.[^>]*>(.*?)</h.*", "$1"));
      String id = parts[i].replaceFirst("(?s)^<h. id=\"([^\"]*)\".*", "$1");
      String title = heading.equals(page) ? page : page + ": " + heading;
      index.append("{page: %s, title: %s, text: %s},%n".formatted(
          quoted(at + "#" + id), quoted(title), quoted(plain(parts[i]))));
    }
  }

  private static String plain(String html) {
    return TAG.matcher(html).replaceAll(" ").replace("&lt;", "<").replace("&gt;", ">")
        .replace("&quot;", "\"").replace("&#x2019;", "'").replace("&amp;", "&")
        .replaceAll("\\s+", " ").strip();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("<", "\\u003c") + "\"";
  }

  /** Every page, picture, script and anchor that a page names is there, and none is elsewhere. */
  private static void check(Path site, List<Path> pages) throws IOException {
    Set<String> dead = new TreeSet<>();
    for (Path page : pages) {
      TARGET.matcher(Files.readString(page)).results().forEach(found -> {
        String target = found.group(2);
        boolean elsewhere = target.contains("://");
        if (elsewhere ? found.group(1).equals("src") : !leadsSomewhere(page, target)) {
          dead.add(site.relativize(page) + " -> " + target);
        }
      });
    }
    if (!dead.isEmpty()) {
      throw new IllegalStateException("links that lead nowhere:\n" + String.join("\n", dead));
    }
  }

  private static boolean leadsSomewhere(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    try {
      return Files.exists(file) && (parts.length == 1 || parts[1].isEmpty()
          || Files.readString(file).contains("id=\"" + parts[1] + "\""));
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> markdown(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(files.filter(file -> file.toString().endsWith(end)).sorted().toList());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = file.equals(from) ? to : to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
