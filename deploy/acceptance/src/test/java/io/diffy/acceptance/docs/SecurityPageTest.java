package io.diffy.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.attack.SurfacesTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/security.md claims is tested, and each surface that is tested stands in it. */
class SecurityPageTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)`");

  @Test
  void eachClaimNamesTestsThatExist() throws IOException {
    Set<String> tests = tests();
    for (String table : List.of("surfaces", "claims")) {
      for (String row : rows(table)) {
        List<String> named = TEST.matcher(row).results().map(found -> found.group(1)).toList();
        assertFalse(named.isEmpty(), "no test: " + row);
        assertTrue(tests.containsAll(named), row);
      }
    }
  }

  @Test
  void eachSurfaceThatIsTestedStandsInTheTable() throws IOException {
    Set<String> named =
        rows("surfaces").stream()
            .filter(row -> row.contains("`SurfacesTest`"))
            .map(row -> row.split("\\|", -1)[1].strip())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(SurfacesTest.names(), named);
  }

  private static List<String> rows(String table) throws IOException {
    String page = Files.readString(root().resolve("docs/security.md"));
    String mark = "<!-- " + table + ": ";
    return page.substring(page.indexOf(mark + "begin -->"), page.indexOf(mark + "end -->"))
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| surface |"))
        .filter(line -> !line.startsWith("| claim |"))
        .toList();
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/security.md"))) {
      at = at.getParent();
    }
    return at;
  }
}
