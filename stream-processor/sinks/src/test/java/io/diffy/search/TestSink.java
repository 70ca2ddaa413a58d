package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.kit.Contexts;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sinks on a node, records to give them, and what the node then has. */
final class TestSink {
  static final Instant APPENDED = Instant.parse("2026-11-20T04:00:01Z");
  private static final FindingCodec FINDINGS = new FindingCodec();
  private static long offset;

  private TestSink() {}

  static Sink open(Dataset dataset, String url, String... settings) {
    Map<String, String> all = new HashMap<>(Map.of("url", url));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new OpenSearchSink().open(dataset, Contexts.of(Path.of("unused"), all));
  }

  static SinkRecord record(Finding finding) {
    return record("diffy.findings", finding.uid(), FINDINGS.encode(finding));
  }

  static SinkRecord record(String topic, String key, String value) {
    return record(topic, key, value.getBytes(UTF_8));
  }

  private static synchronized SinkRecord record(String topic, String key, byte[] value) {
    return new SinkRecord(topic, 2, offset++, APPENDED, key, value, Map.of());
  }

  /** All documents of an index, as JSON of a search's hits. */
  static List<JsonNode> documents(SearchNode node, String index) {
    node.ask("POST", "/" + index + "/_refresh", "");
    JsonNode hits =
        json(node.get("/" + index + "/_search?size=1000&version=true")).path("hits").path("hits");
    return List.copyOf(hits.valueStream().toList());
  }

  /** Id and content of all documents of an index; nothing when there is no such index. */
  static List<String> kept(SearchNode node, String index) {
    String there = "?ignore_unavailable=true";
    node.ask("POST", "/" + index + "/_refresh" + there, "");
    return json(node.get("/" + index + "/_search" + there + "&size=1000"))
        .path("hits")
        .path("hits")
        .valueStream()
        .map(hit -> hit.path("_id").asText() + " " + hit.path("_source"))
        .toList();
  }

  /** How many documents of an index a query finds, in the query string's syntax. */
  static long count(SearchNode node, String index, String field, String value) {
    node.ask("POST", "/" + index + "/_refresh", "");
    String query = "{\"query\":{\"match\":{\"%s\":\"%s\"}}}".formatted(field, value);
    return json(node.ask("POST", "/" + index + "/_count", query)).path("count").asLong();
  }

  static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
