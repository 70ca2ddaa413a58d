package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.continuous.EndlessFleet;
import io.diffy.schemas.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is set and read by nobody, and what is typed and meant otherwise. */
final class SettingsOfTheProgramTest extends TypedCommands {
  private static final Path ROOT = Path.of("../..");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "DIFFY_TOPIC_PREFX, DIFFY_TOPIC_PREFIX",
    "DIFFY_PLUGIN_OSQUERY_QUERY_SECOND, DIFFY_PLUGIN_OSQUERY_QUERY_SECONDS"
  })
  void aVariableThatNothingReadsEndsTheCommandBeforeItBegins(String variable, String nearest) {
    assertEquals(2, diffy(Map.of(variable, "low"), "topics", "--print", "sh"));
    assertTrue(said().startsWith("diffy: " + variable + " is unknown"), said());
    assertTrue(said().contains(nearest), said());
    assertEquals("", out.toString(UTF_8));
  }

  @Test
  void aPluginFromOutsideDeclaresItsSettings() throws Exception {
    EndlessFleet.install(folder);
    Map<String, String> mode = Map.of("DIFFY_PLUGIN_ENDLESS_MODE", "slow");
    String[] command = {"plugins", "list", "--plugins", folder.toString()};
    assertEquals(0, diffy(mode, command), this::said);
    assertEquals(2, diffy(Map.of("DIFFY_PLUGIN_ENDLESS_MODES", "slow"), command));
    assertEquals(2, diffy(mode, "plugins", "list", "--data", folder.resolve("none").toString()));
    assertTrue(said().contains("no such plugin is installed"), said());
  }

  @Test
  void helpAndTheListOfSettingsAreGivenWhateverIsSet() {
    Map<String, String> unknown = Map.of("DIFFY_TOPIC_PREFX", "acme");
    assertEquals(0, diffy(unknown, "findings", "--help"));
    assertEquals(0, diffy(unknown, "settings"));
    assertTrue(out.toString(UTF_8).contains("plugin.webhook.min-severity"), out.toString(UTF_8));
  }

  @Test
  void theListSaysWhereAValueComesFromButNotTheValue() {
    Map<String, String> set = Map.of("DIFFY_PLUGIN_OPENSEARCH_PASSWORD", "s3cret");
    assertEquals(0, diffy(set, "settings", "opensearch.pass"));
    assertTrue(out.toString(UTF_8).contains("DIFFY_PLUGIN_OPENSEARCH_PASSWORD"));
    assertTrue(!out.toString(UTF_8).contains("s3cret"));
    assertEquals(0, diffy(Map.of(), "settings", "kafka.security.prot"));
    assertTrue(out.toString(UTF_8).contains("kafka.security.protocol"));
  }

  @Test
  void noTwoSettingsShareAVariable() throws Exception {
    assertEquals(0, diffy(Map.of(), "settings", ".", "--format", "json"));
    Map<String, Set<String>> keys = new TreeMap<>();
    for (JsonNode setting : Json.mapper().readTree(out.toString(UTF_8))) {
      keys.computeIfAbsent(setting.get("variable").textValue(), v -> new TreeSet<>())
          .add(setting.get("key").textValue());
    }
    assertTrue(keys.size() > 250, "only " + keys.size());
    keys.values().removeIf(one -> one.size() == 1);
    assertEquals(Map.of(), keys);
  }

  @Test
  void everySettingThatThePagesNameIsOne() throws Exception {
    assertEquals(0, diffy(Map.of(), "settings", "--format", "ndjson"));
    String known = out.toString(UTF_8);
    Pattern named = Pattern.compile("`(plugin\\.[a-z0-9-]+|aws)\\.[a-z0-9.-]*[a-z0-9]");
    Set<String> unknown = new TreeSet<>();
    try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).toList()) {
        named
            .matcher(Files.readString(page))
            .results()
            .map(found -> found.group().substring(1))
            .filter(key -> !known.contains("\"" + key))
            .forEach(unknown::add);
      }
    }
    assertEquals(Set.of("aws.ssm"), unknown, "but a package");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reply web.ndjson|no command reply; did you mean replay?",
        "analysis web|no command analysis; did you mean new analysis?",
        "new baselin web|no command baselin; did you mean baseline?",
        "baselines lst web|no command lst; did you mean list?",
        "findings --gruop web|diffy findings has no option --gruop; did you mean --group?",
        "findings web|diffy findings takes no argument \"web\"; did you mean --group web?",
        "findings --format jsn|--format: \"jsn\" is none of table, json, ndjson",
        "plugins list --kind tagret|did you mean target?",
        "sink webhok|there is no sink plugin \"webhok\"; did you mean webhook?"
      })
  void whatIsMistypedIsAnsweredWithWhatWasMeant(String line, String answer) {
    assertEquals(2, diffy(Map.of(), line.split(" ")), this::said);
    assertTrue(said().contains(answer), said());
  }

  @Test
  void theServersOfKafkasClientsAreTheKafkaToUse() {
    Map<String, String> set = Map.of("DIFFY_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    assertEquals(3, diffy(set, "topics", "--data", folder.toString()));
    assertTrue(said().contains("127.0.0.1:1"), said());
  }

  @Test
  void aWrongValueSaysWhoSetIt() {
    assertEquals(2, diffy(Map.of("DIFFY_PARTITIONS", "many"), "findings"));
    assertTrue(said().contains("'many'") && said().contains("DIFFY_PARTITIONS"), said());
  }

  private String said() {
    return err.toString(UTF_8);
  }

  private int diffy(Map<String, String> environment, String... arguments) {
    out.reset();
    err.reset();
    return run(environment, arguments);
  }
}
