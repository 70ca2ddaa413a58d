package io.diffy.search;

import static io.diffy.search.TestSink.documents;
import static io.diffy.search.TestSink.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.TestFindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The two types in AWS's index templates for OCSF 1.1 (aws-samples/ocsf-for-opensearch) that events
 * fail at: a tenant that is an integer, and evidence data that is text.
 */
class AwsTemplateTrapsTest {
  private static final String INDEX = "aws-ocsf-1.1";
  private static final String TEMPLATE =
      """
      {"index_patterns":["aws-ocsf-1.1"],"priority":100,"template":{"mappings":{"properties":{
        "metadata":{"properties":{"tenant_uid":{"type":"integer"}}},
        "evidences":{"properties":{"data":{"type":"text"}}}}}}}
      """;

  private SearchNode node;

  @BeforeEach
  void loadTemplate() throws IOException, InterruptedException {
    node = SearchNode.shared();
    node.ask("PUT", "/_index_template/" + INDEX, TEMPLATE);
  }

  @Test
  void ourFindingsAreTakenAndOnesThatStepIntoTheTrapsAreNot() {
    List<SinkRecord> ours =
        new ArrayList<>(TestFindings.ALL.stream().map(TestSink::record).toList());
    SinkRecord account = changed(event -> metadata(event).put("tenant_uid", "123456789012"));
    SinkRecord object = changed(event -> evidence(event).putObject("data").put("port", "4444"));

    List<Refused> refused;
    try (Sink sink = sink()) {
      assertEquals(List.of(), sink.deliver(ours));
      refused = sink.deliver(List.of(account, object));
    }

    assertEquals(6, documents(node, INDEX).size());
    assertEquals(List.of(account, object), refused.stream().map(Refused::record).toList());
    assertTrue(refused.get(0).reason().contains("[metadata.tenant_uid] of type [integer]"));
    assertTrue(refused.get(1).reason().contains("[evidences.data] of type [text]"));
  }

  private Sink sink() {
    return TestSink.open(Dataset.FINDINGS, node.url(), "index", INDEX, "create-template", "false");
  }

  private static SinkRecord changed(Consumer<ObjectNode> change) {
    SinkRecord record = record(TestFindings.BIND_SHELL);
    ObjectNode event = DocumentRule.object(record);
    metadata(event).put("sequence", 9);
    change.accept(event);
    return record(record.topic(), record.key(), event.toString());
  }

  private static ObjectNode metadata(ObjectNode event) {
    return (ObjectNode) event.path("metadata");
  }

  private static ObjectNode evidence(JsonNode event) {
    return (ObjectNode) event.path("evidences").path(0);
  }
}
