package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/coverage.md says what the shipped pack asks; the table is copied from this test's output.
 */
class CoveragePageTest {
  private static final Path PAGE = Path.of("../docs/coverage.md");
  private static final Pattern TABLE = Pattern.compile("\\b(?:FROM|JOIN) (\\w+)");
  private static final String HEAD =
      """
      | technique | query | severity | osquery's tables | built-in | tried with |
      |---|---|---|---|---|---|
      """;

  @Test
  void theTableIsThePack() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(HEAD) + HEAD.length();

    assertEquals(expected(), page.substring(start, page.indexOf("\n\n", start) + 1));
  }

  private static String expected() throws IOException {
    Map<String, String> names = techniques();
    Map<String, Set<String>> tried = new TreeMap<>();
    for (String line : TamperedHostTest.FILES.lines().toList()) {
      String[] each = line.split(" +", 3);
      tried.computeIfAbsent(each[0] + each[1], key -> new TreeSet<>()).add(each[2]);
    }
    Set<String> lines = new TreeSet<>();
    for (PackQuery query : TriagePack.load().queries().values()) {
      Set<String> techniques = new TreeSet<>(query.techniques());
      for (String technique : names.keySet()) {
        if (tried.containsKey(technique + query.name())) {
          techniques.add(technique);
        }
      }
      for (String technique : techniques) {
        Set<String> paths = tried.getOrDefault(technique + query.name(), Set.of());
        lines.add(line(technique + " " + names.get(technique), query, paths));
      }
    }
    return String.join("", lines);
  }

  private static String line(String technique, PackQuery query, Set<String> paths) {
    Set<String> tables =
        TABLE.matcher(query.sql()).results().map(m -> m.group(1)).collect(Collectors.toSet());
    List<String> builtIn = BuiltInTables.names();
    return "| %s | `%s` | %d | %s | %s | %s |%n"
        .formatted(
            technique,
            query.name(),
            query.severity(),
            String.join(", ", new TreeSet<>(tables)),
            builtIn.containsAll(tables) ? "yes" : "no",
            paths.stream().map(path -> "`" + path + "`").collect(Collectors.joining(" ")));
  }

  private static Map<String, String> techniques() throws IOException {
    try (InputStream in = TriagePack.class.getResourceAsStream("/attack/techniques.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", 2))
          .collect(Collectors.toMap(each -> each[0], each -> each[1], (a, b) -> a, TreeMap::new));
    }
  }
}
