package io.diffy.search;

import static io.diffy.search.TestSink.documents;
import static io.diffy.search.TestSink.json;
import static io.diffy.search.TestSink.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Findings in the Elastic Common Schema, by the pipeline in a real node. */
class EcsPipelineTest {
  /** What ECS wants that the event has nowhere. */
  private static final Map<String, String> CONSTANTS =
      Map.of(
          "event.kind", "alert",
          "event.category", "intrusion_detection",
          "event.type", "info",
          "threat.framework", "MITRE ATT&CK");

  private SearchNode node;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    node = SearchNode.shared();
  }

  @Test
  void aBindShellIsAnAlertAboutAProcessAndTheNetwork() {
    JsonNode shell = projected("ecs-shell", DocumentRule.object(record(TestFindings.BIND_SHELL)));

    assertEquals("2026-11-20T04:00:00Z", shell.path("@timestamp").asText());
    assertEquals("alert", shell.at("/event/kind").asText());
    assertEquals(
        json("[\"intrusion_detection\",\"process\",\"network\"]"), shell.at("/event/category"));
    assertEquals("Create", shell.at("/event/action").asText());
    assertEquals(TestFindings.BIND_SHELL.uid(), shell.at("/rule/uuid").asText());
    assertEquals("ip-10-0-0-7", shell.at("/host/name").asText());
    assertEquals("i-0000000000000007", shell.at("/cloud/instance/id").asText());
    assertEquals("aws", shell.at("/cloud/provider").asText());
    assertEquals("/tmp/.x/ncat", shell.at("/process/executable").asText());
    assertEquals(4444, shell.at("/source/port").asInt());
    assertEquals(json("[\"T1571\",\"T1053\"]"), shell.at("/threat/technique/id"));
    assertEquals(json("[\"T1053.003\"]"), shell.at("/threat/technique/subtechnique/id"));
    assertEquals(json("[\"10.0.0.7\"]"), shell.at("/related/ip"));
    assertEquals("web-prod", shell.at("/labels/autoscale_uid").asText());
    assertEquals("listening_ports", shell.at("/labels/query").asText());
    assertTrue(shell.at("/labels/row").isMissingNode());
    assertEquals("4444", shell.at("/ocsf/unmapped/diffy/row/port").asText());
  }

  @Test
  void driftAndCoverageAreNoIntrusion() {
    JsonNode drift =
        projected("ecs-drift", DocumentRule.object(record(TestFindings.NEW_AGENT_IN_GROUP)));
    JsonNode coverage =
        projected("ecs-coverage", DocumentRule.object(record(TestFindings.NO_ANSWER)));

    assertEquals(json("[\"configuration\"]"), drift.at("/event/category"));
    assertEquals(json("[\"host\"]"), coverage.at("/event/category"));
  }

  @Test
  void everyFindingGoesThrough() {
    try (Sink sink = sink("ecs-all")) {
      assertEquals(
          List.of(), sink.deliver(TestFindings.ALL.stream().map(TestSink::record).toList()));
    }

    assertEquals(6, documents(node, "ecs-all").size());
  }

  @Test
  void everyFieldThatThePipelineNamesIsFilled() throws IOException {
    JsonNode projected = projected("ecs-named", full());

    JsonNode tables =
        TemplateInstaller.read(TemplateInstaller.ECS_PIPELINE_FILE)
            .at("/processors/0/script/params");
    for (String table : List.of("one", "times", "all")) {
      for (JsonNode pair : tables.path(table)) {
        assertFalse(at(projected, pair.path("ecs").asText()).isMissingNode(), pair.toString());
      }
    }
  }

  /** Runs with {@code -Dshared.data=DIR}, where DIR holds {@code ecs/ocsf-to-ecs.csv}. */
  @Test
  void everyRowOfTheTableHolds() throws IOException {
    String data = System.getProperty("shared.data", "");
    assumeTrue(!data.isEmpty(), "no -Dshared.data=DIR with the table from OCSF to ECS");
    ObjectNode full = full();
    JsonNode projected = projected("ecs-full", full);

    int rows = 0;
    for (String line : Files.readAllLines(Path.of(data, "ecs", "ocsf-to-ecs.csv"), UTF_8)) {
      String[] cells = line.split(",", -1);
      if (!cells[0].equals("ocsf") && !NOT_FIELD_BY_FIELD.contains(cells[0])) {
        assertRow(cells[0], cells[1], full, projected);
        rows++;
      }
    }
    assertEquals(60, rows);
  }

  /** Elastic sets the first; the others are checked by the tests above. */
  private static final List<String> NOT_FIELD_BY_FIELD =
      List.of("metadata.logged_time", "type_name / finding_info.types[]", "unmapped");

  private static void assertRow(String ocsf, String ecs, JsonNode full, JsonNode projected) {
    JsonNode is = at(projected, ecs.equals("data_stream.dataset") ? "event.dataset" : ecs);
    if (ocsf.startsWith("(constant")) {
      assertTrue(is.toString().contains(CONSTANTS.get(ecs)), ecs + " is " + is);
      return;
    }
    String path = ocsf.replaceAll("\\[[0-9]*\\]", ".0").replaceAll(" \\(.*\\)", "");
    String value = observed(ocsf, full).orElseGet(() -> at(full, path).asText());
    assertTrue(!value.isEmpty(), "the fixture has " + path);
    assertTrue(is.toString().contains(expected(ocsf, value)), ocsf + " is " + ecs + ": " + is);
  }

  private static Optional<String> observed(String ocsf, JsonNode full) {
    Map<String, Integer> types = Map.of("(Hostname)", 1, "(IP)", 2, "(User Name)", 4, "(Hash)", 8);
    return types.entrySet().stream()
        .filter(type -> ocsf.equals("observables[] " + type.getKey()))
        .flatMap(
            type ->
                full.path("observables")
                    .valueStream()
                    .filter(each -> each.path("type_id").asInt() == type.getValue())
                    .map(each -> each.path("value").asText()))
        .findFirst()
        .or(
            () ->
                ocsf.contains("SHA-256")
                    ? Optional.of(full.at("/evidences/0/file/hashes/0/value").asText())
                    : Optional.empty());
  }

  private static String expected(String ocsf, String value) {
    return switch (ocsf) {
      case "time", "finding_info.created_time", "start_time", "end_time" ->
          Instant.ofEpochMilli(Long.parseLong(value)).toString();
      case "cloud.provider" -> value.toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  private static JsonNode at(JsonNode node, String path) {
    return node.at("/" + path.replace('.', '/'));
  }

  private JsonNode projected(String index, ObjectNode event) {
    try (Sink sink = sink(index)) {
      assertEquals(
          List.of(), sink.deliver(List.of(record("diffy.findings", "x", event.toString()))));
    }
    return documents(node, index).get(0).path("_source");
  }

  private Sink sink(String index) {
    return TestSink.open(Dataset.FINDINGS, node.url(), "index", index, "shape", "ecs");
  }

  /** An OCSF event with every field of the table. */
  private static ObjectNode full() throws IOException {
    try (InputStream in = EcsPipelineTest.class.getResourceAsStream("every-ecs-field.json")) {
      return (ObjectNode) Json.mapper().readTree(in);
    }
  }
}
