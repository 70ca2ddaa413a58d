package io.diffy.sink;

import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.SinkPlugin;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.json.Json;
import io.diffy.search.SearchNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Topic, sink and search engine, all real: a broker, the delivery of {@code diffy sink opensearch},
 * a node of OpenSearch that is killed in the middle.
 */
final class FindingsToOpenSearchTest {
  private static final int FINDINGS = 60;

  @TempDir private Path folder;

  @Test
  void everyFindingEndsAsOneDocumentInItsLastStateThoughTheNodeIsKilled() throws Exception {
    try (SinkBroker broker = SinkBroker.start();
        SearchNode node = SearchNode.on(Files.createDirectory(folder.resolve("node")))) {
      SinkTopic topic = broker.topics("search");
      List<Finding> created = topic.manyFindings(FINDINGS);
      List<Finding> updated = created.stream().map(f -> updated(f, FOUR_AM)).toList();
      List<Finding> closed =
          updated.stream().map(f -> closed(f, FOUR_AM, CloseReason.ROW_GONE)).toList();
      try (SinkTopic.Running sink = topic.deliver(opensearch(), settings(node))) {
        topic.write(created);
        sink.await(() -> shows(node, FINDINGS));

        node.kill();
        topic.write(updated);
        sink.await(() -> topic.said().stream().anyMatch(line -> line.contains("can't reach")));
        topic.write(closed);
        node.start();
        sink.await(() -> topic.lag() == 0);
      }

      assertEquals(FINDINGS, count(node, "diffy-findings"));
      assertEquals(3 * FINDINGS, count(node, "diffy-events"));
      for (Finding finding : closed) {
        JsonNode document = get(node, "/diffy-findings/_doc/" + finding.uid());
        assertEquals(3, document.get("_version").asInt());
        assertEquals("Close", document.at("/_source/activity_name").textValue());
        assertEquals("row gone", document.at("/_source/status_detail").textValue());
      }
      assertTrue(topic.deadLetters().isEmpty());
    }
  }

  private static SinkPlugin opensearch() {
    return PluginRegistry.load(Optional.empty()).choose(SinkPlugin.class, "opensearch");
  }

  private PluginContext settings(SearchNode node) {
    return new PluginContext(
        Map.of("url", node.url(), "events-index", "diffy-events"),
        folder,
        Clock.systemUTC(),
        note -> {},
        PluginContext.Stop.NEVER);
  }

  /** Whether the findings can be counted already: an index is there before its shard is. */
  private static boolean shows(SearchNode node, int findings) {
    return node.answers("/diffy-findings/_count") && count(node, "diffy-findings") == findings;
  }

  private static int count(SearchNode node, String index) {
    try {
      get(node, "/" + index + "/_refresh");
      return get(node, "/" + index + "/_count").path("count").asInt();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode get(SearchNode node, String path) throws IOException {
    return Json.mapper().readTree(node.get(path));
  }
}
