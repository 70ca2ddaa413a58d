package io.diffy.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.attack.SurfacesTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/security.md claims is tested, and each surface that is tested stands in it. */
class SecurityPageTest {
  private static final Map<String, Path> TESTS = tests();
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:#(\\w+))?`");

  @Test
  void eachSurfaceNamesTestsThatExist() throws IOException {
    for (String row : rows("surfaces")) {
      List<MatchResult> named = TEST.matcher(row).results().toList();
      assertFalse(named.isEmpty(), "no test: " + row);
      assertTrue(named.stream().allMatch(test -> TESTS.containsKey(test.group(1))), row);
    }
  }

  @Test
  void eachClaimNamesMethodsThatExist() throws IOException {
    for (String row : rows("claims")) {
      List<MatchResult> named = TEST.matcher(row).results().toList();
      assertFalse(named.isEmpty(), "no test: " + row);
      for (MatchResult test : named) {
        String source = Files.readString(TESTS.get(test.group(1)));
        assertTrue(source.contains("void " + test.group(2) + "("), test.group());
      }
    }
  }

  /** Each test of an attack stands behind some claim. */
  @Test
  void eachAttackStandsBehindAClaim() throws IOException {
    String claims = String.join("\n", rows("claims"));
    for (Map.Entry<String, Path> test : TESTS.entrySet()) {
      if (test.getValue().getParent().endsWith("attack")) {
        assertTrue(claims.contains("`" + test.getKey() + "#"), test.getKey());
      }
    }
  }

  @Test
  void eachSurfaceThatIsTestedStandsInTheTable() throws IOException {
    TreeSet<String> named =
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

  private static Map<String, Path> tests() {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("Test.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  (one, other) -> one));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
