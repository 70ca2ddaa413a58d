package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/coverage.md says what the shipped pack asks; the table is copied from this test's output.
 */
class CoveragePageTest {
  private static final Path PAGE = Path.of("../docs/coverage.md");

  /** Technique, query, what its row shows, command. */
  private static final Path LAB =
      Path.of("../deploy/acceptance/src/test/resources/lab/tamperings.txt");

  private static final Pattern TABLE = Pattern.compile("\\b(?:FROM|JOIN) (\\w+)");
  private static final String HEAD =
      """
      | technique | query | severity | osquery's tables | built-in | tried with | shown by the lab's rows |
      |---|---|---|---|---|---|---|
      """;

  private static final String LAYER =
      """
      {
        "name": "Diffy Streams: shipped packs",
        "versions": {"attack": "17", "navigator": "5.1.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": "What the shipped packs ask for; the score is the severity, 3 at most.",
        "filters": {"platforms": ["Linux"]},
        "gradient": {"colors": ["#ffe766", "#ff6666"], "minValue": 1, "maxValue": 3},
        "techniques": [
      %s
        ]
      }
      """;

  @Test
  void theTableIsThePack() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf(HEAD) + HEAD.length();

    assertEquals(expected(), page.substring(start, page.indexOf("\n\n", start) + 1));
  }

  private static String expected() throws IOException {
    Map<String, String> names = techniques();
    Map<String, Set<String>> tried = named(TamperedHostTest.FILES.lines());
    Map<String, Set<String>> lab = named(lab());
    Set<String> lines = new TreeSet<>();
    for (PackQuery query : ShippedPacks.all().queries().values()) {
      Set<String> techniques = new TreeSet<>(query.techniques());
      for (String technique : names.keySet()) {
        if (tried.containsKey(technique + query.name())
            || lab.containsKey(technique + query.name())) {
          techniques.add(technique);
        }
      }
      for (String technique : techniques) {
        String key = technique + query.name();
        lines.add(
            line(technique + " " + names.get(technique), query, tried.get(key), lab.get(key)));
      }
    }
    return String.join("", lines);
  }

  private static Stream<String> lab() throws IOException {
    return Files.readAllLines(LAB).stream().filter(row -> !row.isEmpty() && !row.startsWith("#"));
  }

  /** By technique and query, what is looked for. */
  private static Map<String, Set<String>> named(Stream<String> lines) {
    Map<String, Set<String>> named = new TreeMap<>();
    for (String line : lines.toList()) {
      String[] each = line.split(" +", 4);
      named.computeIfAbsent(each[0] + each[1], key -> new TreeSet<>()).add(each[2]);
    }
    return named;
  }

  private static String quoted(Set<String> texts) {
    return texts == null
        ? ""
        : texts.stream().map(text -> "`" + text + "`").collect(Collectors.joining(" "));
  }

  /** What the lab doesn't show is said. */
  @Test
  void queriesWithoutARowOfTheLabAreListed() throws IOException {
    Set<String> shown = lab().map(row -> row.split(" +", 3)[1]).collect(Collectors.toSet());
    String missing =
        ShippedPacks.all().queries().keySet().stream()
            .filter(query -> !shown.contains(query))
            .sorted()
            .map(query -> "`" + query + "`")
            .collect(Collectors.joining(", "));

    assertTrue(
        Files.readString(PAGE).contains("\n- No row of the lab shows these: " + missing + ".\n"),
        missing);
  }

  @Test
  void theLabsRowsNameQueriesOfThePacks() throws IOException {
    Set<String> queries = ShippedPacks.all().queries().keySet();

    assertEquals(List.of(), lab().filter(row -> !queries.contains(row.split(" +", 3)[1])).toList());
  }

  private static String line(
      String technique, PackQuery query, Set<String> paths, Set<String> lab) {
    Set<String> tables =
        TABLE.matcher(query.sql()).results().map(m -> m.group(1)).collect(Collectors.toSet());
    List<String> builtIn = BuiltInTables.names();
    return "| %s | `%s`%s | %d | %s | %s | %s | %s |%n"
        .formatted(
            technique,
            query.name(),
            isDeep(query) ? " (deep)" : "",
            query.severity(),
            String.join(", ", new TreeSet<>(tables)),
            builtIn.containsAll(tables) ? "yes" : "no",
            quoted(paths),
            quoted(lab));
  }

  private static boolean isDeep(PackQuery query) {
    return ShippedPacks.named("deep").orElseThrow().queries().containsKey(query.name());
  }

  /** For ATT&CK's Navigator: a technique's score is the highest severity that shows it. */
  @Test
  void theNavigatorsLayerIsThePack() throws IOException {
    Map<String, Set<String>> queries = new TreeMap<>();
    Map<String, Integer> scores = new TreeMap<>();
    for (PackQuery query : ShippedPacks.all().queries().values()) {
      for (String technique : query.techniques()) {
        queries.computeIfAbsent(technique, t -> new TreeSet<>()).add(query.name());
        scores.merge(technique, query.severity(), Math::max);
      }
    }
    String techniques =
        queries.entrySet().stream()
            .map(
                each ->
                    "    {\"techniqueID\": \"%s\", \"score\": %d, \"comment\": \"%s\"}"
                        .formatted(
                            each.getKey(),
                            scores.get(each.getKey()),
                            String.join(", ", each.getValue())))
            .collect(Collectors.joining(",\n"));

    assertEquals(
        LAYER.formatted(techniques), Files.readString(Path.of("../docs/coverage-layer.json")));
  }

  private static Map<String, String> techniques() throws IOException {
    try (InputStream in = ShippedPacks.class.getResourceAsStream("/attack/techniques.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", 2))
          .collect(Collectors.toMap(each -> each[0], each -> each[1], (a, b) -> a, TreeMap::new));
    }
  }
}
