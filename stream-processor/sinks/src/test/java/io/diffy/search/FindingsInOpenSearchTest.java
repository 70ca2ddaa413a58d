package io.diffy.search;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.search.TestSink.count;
import static io.diffy.search.TestSink.documents;
import static io.diffy.search.TestSink.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.kit.Contexts;
import io.diffy.plugin.kit.HostileText;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The sink against a real node. */
class FindingsInOpenSearchTest {
  private static final Finding UPDATED = updated(BIND_SHELL, FOUR_AM.plusSeconds(1800));
  private static final Finding CLOSED =
      closed(UPDATED, FOUR_AM.plusSeconds(3600), CloseReason.ROW_GONE);

  private SearchNode node;
  private String index;

  @BeforeEach
  void ownIndex(TestInfo test) throws IOException, InterruptedException {
    node = SearchNode.shared();
    index = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
  }

  @Test
  void threeEventsOfAFindingAreOneDocumentInItsLastState() {
    deliver(BIND_SHELL);
    deliver(UPDATED);
    deliver(CLOSED);

    assertClosedOnce();
  }

  @Test
  void allAtOnceTwiceAndOutOfOrderChangesNothing() {
    deliver(CLOSED, BIND_SHELL, UPDATED);
    deliver(UPDATED, CLOSED);
    deliver(BIND_SHELL);

    assertClosedOnce();
  }

  @Test
  void aFindingThatOpensAgainIsOpen() {
    Finding again = updated(CLOSED, FOUR_AM.plusSeconds(7200));

    deliver(BIND_SHELL, UPDATED, CLOSED, again);

    assertEquals("In Progress", documents(node, index).get(0).at("/_source/status").asText());
  }

  @Test
  void anIndexOfEventsHasEachOnce() {
    try (Sink sink = open("events-index", index + "-events")) {
      List<SinkRecord> life = List.of(record(BIND_SHELL), record(UPDATED), record(CLOSED));
      assertEquals(List.of(), sink.deliver(life));
      assertEquals(List.of(), sink.deliver(life));
    }

    assertClosedOnce();
    assertEquals(3, documents(node, index + "-events").size());
  }

  @Test
  void everyKindIsFoundByWhatTheTemplateNames() {
    deliver(TestFindings.ALL.toArray(Finding[]::new));

    // Two of the seven are one finding: what the peers say, and what they and a baseline say.
    assertEquals(6, documents(node, index).size());
    assertEquals(6, count(node, index, "unmapped.diffy.group", "123456789012:us-east-1:web-prod"));
    assertEquals(1, count(node, index, "unmapped.diffy.kind", "drift"));
    assertEquals(1, count(node, index, "evidences.process.name", "ncat"));
    assertEquals(1, count(node, index, "evidences.data", "4444"));
    assertEquals(1, count(node, index, "device.ip", "10.0.0.9"));
    assertEquals(6, count(node, index, "time", String.valueOf(FOUR_AM.toEpochMilli())));
  }

  @Test
  void rowsOfHostileColumnsAreKeptAndAddNoField() {
    deliver(BIND_SHELL);
    String mapping = node.get("/" + index + "/_mapping");
    Map<String, String> row = new LinkedHashMap<>();
    row.put(".", "dot");
    row.put("a..b", "dots");
    row.put("a.b.c", "path");
    row.put("_id", "other");
    for (String hostile : HostileText.all()) {
      row.put(hostile, hostile);
    }
    for (int i = 0; i < 1_200; i++) {
      row.put("column" + i, String.valueOf(i));
    }
    Finding hostile = finding(Kind.UNEXPECTED, "any", row, Map.of(), List.of(instance(3)));

    deliver(hostile);

    assertEquals(2, documents(node, index).size());
    assertEquals(mapping, node.get("/" + index + "/_mapping"));
  }

  @Test
  void whatTheIndexCanNotTakeIsRefusedWithItsReason() {
    String bad =
        "{\"finding_info\":{\"uid\":\"%s\"},\"metadata\":{\"sequence\":1},\"time\":\"%s\"}";
    SinkRecord wrong = record("diffy.findings", "x", bad.formatted("x", "\\u001b[31mno time"));
    SinkRecord fine = record(BIND_SHELL);

    List<Refused> refused;
    try (Sink sink = open()) {
      refused = sink.deliver(List.of(wrong, fine));
    }

    assertEquals(List.of(wrong), refused.stream().map(Refused::record).toList());
    assertEquals(
        "mapper_parsing_exception: failed to parse field [time] of type [date] in document with id"
            + " 'x'. Preview of field's value: '\\x1b[31mno time': failed to parse date field"
            + " [\\x1b[31mno time] with format [epoch_millis]: Failed to parse with all enclosed"
            + " parsers",
        refused.get(0).reason());
    assertEquals(1, documents(node, index).size());
  }

  @Test
  void whatIsNoFindingIsRefused() {
    List<Refused> refused;
    try (Sink sink = open()) {
      refused =
          sink.deliver(
              List.of(
                  record("diffy.findings", "x", "not JSON"),
                  record("diffy.findings", "x", "[]"),
                  record("diffy.findings", "x", "{}"),
                  record("diffy.findings", "x", "{\"finding_info\":{\"uid\":\"x\"}}"),
                  record("diffy.findings", "x", uid("x".repeat(513))),
                  record("diffy.findings", "x", "{\"a\":1,\n\"a\":2}")));
    }

    assertEquals(
        List.of(
            "it is not JSON: Unrecognized token 'not': was expecting (JSON String, Number, Array,"
                + " Object or token 'null', 'true' or 'false')",
            "it is not a JSON object",
            "it has no finding_info.uid",
            "it has no metadata.sequence that is a whole number",
            "its id must have 1 to 512 bytes",
            "it is not JSON: Duplicate field 'a' for `ObjectNode`: not allowed when"
                + " `DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY` enabled"),
        refused.stream().map(Refused::reason).toList());
  }

  @Test
  void jsonOverSeveralLinesIsOneDocument() {
    String pretty = uid("pretty").replace(",", ",\n\n");
    try (Sink sink = open()) {
      assertEquals(List.of(), sink.deliver(List.of(record("diffy.findings", "x", pretty))));
    }

    assertEquals("pretty", documents(node, index).get(0).path("_id").asText());
  }

  @Test
  void httpsWhereHttpIsSpokenIsSaidSo() {
    String https = node.url().replace("http", "https");

    PluginFailure failure =
        assertThrows(PluginFailure.class, () -> TestSink.open(Dataset.FINDINGS, https));

    assertTrue(failure.getMessage().contains("it does not speak TLS"), failure.getMessage());
  }

  @Test
  void anIndexThatAnotherTemplateMadeIsTold() {
    deliver(BIND_SHELL);
    assertEquals(List.of(), notes(index), "by this template");

    String foreign = index + "-foreign";
    node.ask("PUT", "/" + foreign, "{}");
    assertTrue(notes(foreign).get(0).startsWith("the index " + foreign + " was made by another"));
  }

  private List<String> notes(String index) {
    List<String> notes = new ArrayList<>();
    PluginContext quiet = Contexts.of(Path.of("unused"), Map.of("url", node.url(), "index", index));
    PluginContext context =
        new PluginContext(quiet.settings(), quiet.state(), quiet.clock(), notes::add, quiet.stop());
    new OpenSearchSink().open(Dataset.FINDINGS, context).close();
    return notes;
  }

  private static String uid(String uid) {
    return "{\"finding_info\":{\"uid\":\"" + uid + "\"},\"metadata\":{\"sequence\":1}}";
  }

  private void assertClosedOnce() {
    List<JsonNode> found = documents(node, index);
    assertEquals(1, found.size());
    assertEquals(BIND_SHELL.uid(), found.get(0).path("_id").asText());
    assertEquals(3, found.get(0).path("_version").asInt());
    assertEquals("Resolved", found.get(0).at("/_source/status").asText());
    assertFalse(found.get(0).at("/_source/is_alert").asBoolean());
  }

  private void deliver(Finding... findings) {
    try (Sink sink = open()) {
      assertEquals(
          List.of(), sink.deliver(List.of(findings).stream().map(TestSink::record).toList()));
    }
  }

  private Sink open(String... more) {
    String[] settings = new String[more.length + 2];
    settings[0] = "index";
    settings[1] = index;
    System.arraycopy(more, 0, settings, 2, more.length);
    return TestSink.open(Dataset.FINDINGS, node.url(), settings);
  }
}
