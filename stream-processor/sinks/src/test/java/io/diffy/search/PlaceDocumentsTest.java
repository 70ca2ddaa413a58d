package io.diffy.search;

import static io.diffy.search.TestSink.count;
import static io.diffy.search.TestSink.documents;
import static io.diffy.search.TestSink.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Observations and evaluations, in a real node. */
class PlaceDocumentsTest {
  private static final String OBSERVATION =
      """
      {"asg":"web-prod","instance_id":"i-0abc","query":"crontab","collected_at":"2026-11-20T03:10:00Z",
       "future":{"a..b":1,"":2},"rows":[{"command":"curl -s http://203.0.113.7/x","a..b":"","":""}]}
      """;
  private static final String EVALUATION =
      """
      {"group":"web-prod","query":"crontab","evaluated_at":"2026-11-20T04:00:00Z","covered":["i-0abc"],
       "ranked":[{"instance_id":"i-0abc","score":3.2,"findings":1}],"learnt_volatile":{"version":"1"}}
      """;

  private SearchNode node;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    node = SearchNode.shared();
  }

  @Test
  void anObservationIsOneDocumentHoweverOftenItComes() {
    SinkRecord crontab = record("diffy.observations", "web-prod", OBSERVATION);
    try (Sink sink = TestSink.open(Dataset.OBSERVATIONS, node.url())) {
      assertEquals(List.of(), sink.deliver(List.of(crontab)));
      assertEquals(List.of(), sink.deliver(List.of(crontab, crontab)));
    }

    List<JsonNode> found = documents(node, "diffy-observations");
    assertEquals(1, found.size());
    assertEquals("diffy.observations-2-" + crontab.offset(), found.get(0).path("_id").asText());
    assertEquals(1, count(node, "diffy-observations", "rows", "203.0.113.7"));
    assertEquals(1, count(node, "diffy-observations", "query", "crontab"));
    assertFalse(node.get("/diffy-observations/_mapping").contains("command"));
  }

  @Test
  void anEvaluationIsFoundByItsGroup() {
    try (Sink sink = TestSink.open(Dataset.EVALUATIONS, node.url())) {
      assertEquals(
          List.of(), sink.deliver(List.of(record("diffy.evaluations", "web-prod", EVALUATION))));
    }

    assertEquals(1, count(node, "diffy-evaluations", "group", "web-prod"));
    assertEquals(1, count(node, "diffy-evaluations", "ranked.instance_id", "i-0abc"));
  }
}
