package io.diffy.search;

import static io.diffy.search.TestSink.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.schemas.TestFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The exported dashboards, as far as they can be tried without Dashboards and Kibana: they hang
 * together, and what their panels count is there to be counted.
 */
class DashboardTest {
  private static final Path SIEM = Path.of(System.getProperty("siem"));

  @ParameterizedTest
  @CsvSource({"opensearch/diffy-dashboards.ndjson", "elastic/diffy-kibana.ndjson"})
  void whatIsReferredToIsInTheFile(String file) throws IOException {
    List<JsonNode> objects = objects(file);
    Set<String> there = new HashSet<>();
    objects.forEach(object -> there.add(name(object)));

    assertEquals(7, there.size());
    for (JsonNode object : objects) {
      object.path("references").forEach(to -> assertTrue(there.contains(name(to)), name(to)));
    }
    JsonNode dashboard = objects.get(6);
    JsonNode panels = json(dashboard.at("/attributes/panelsJSON").asText());
    assertEquals(5, panels.size());
    for (int i = 0; i < panels.size(); i++) {
      assertEquals(
          panels.get(i).path("panelRefName").asText(),
          dashboard.path("references").get(i).path("name").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "opensearch/diffy-dashboards.ndjson, ocsf, diffy-findings",
    "elastic/diffy-kibana.ndjson, ecs, diffy-findings-ecs"
  })
  void everyPanelHasSomethingToShow(String file, String shape, String index) throws Exception {
    SearchNode node = SearchNode.shared();
    try (Sink sink = TestSink.open(Dataset.FINDINGS, node.url(), "shape", shape)) {
      sink.deliver(TestFindings.ALL.stream().map(TestSink::record).toList());
    }
    node.ask("POST", "/" + index + "/_refresh", "");

    List<JsonNode> objects = objects(file);
    assertEquals(index, objects.get(0).at("/attributes/title").asText());
    int counted = 0;
    for (JsonNode object : objects) {
      for (JsonNode agg : json(object.at("/attributes/visState").asText("{}")).path("aggs")) {
        if (agg.path("type").asText().equals("terms")) {
          assertTrue(buckets(node, index, agg.at("/params/field").asText()) > 0, agg.toString());
          counted++;
        }
      }
      for (JsonNode column : object.at("/attributes/columns")) {
        assertFalse(
            node.get("/" + index + "/_field_caps?fields=" + column.asText())
                .contains("\"fields\":{}"),
            column.asText());
      }
    }
    assertEquals(5, counted);
  }

  private static int buckets(SearchNode node, String index, String field) {
    String search = "{\"size\":0,\"aggs\":{\"a\":{\"terms\":{\"field\":\"%s\"}}}}".formatted(field);
    return json(node.ask("POST", "/" + index + "/_search", search))
        .at("/aggregations/a/buckets")
        .size();
  }

  private static List<JsonNode> objects(String file) throws IOException {
    return Files.readAllLines(SIEM.resolve(file), UTF_8).stream().map(TestSink::json).toList();
  }

  private static String name(JsonNode object) {
    return object.path("type").asText() + " " + object.path("id").asText();
  }
}
