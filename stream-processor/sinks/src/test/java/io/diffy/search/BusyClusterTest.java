package io.diffy.search;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.search.TestSink.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.kit.Contexts;
import io.diffy.schemas.Finding;
import io.diffy.search.ScriptedSearch.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster can answer to a bulk request, and what follows. */
class BusyClusterTest {
  private static final List<SinkRecord> THREE =
      List.of(record(BIND_SHELL), record(DROPPER_ON_THREE), record(LOGROTATE_MISSING));
  private static final String BUSY =
      ",\"error\":{\"type\":\"rejected_execution_exception\",\"reason\":\"queue is full\"}";

  @Test
  void aBusyClusterIsAFailureAndNoRefusal() throws IOException {
    for (int status : List.of(429, 500, 502, 503)) {
      try (ScriptedSearch busy = ScriptedSearch.answering(bulk -> new Reply(status, "later"))) {
        assertEquals(
            "sending records: " + busy.url() + " answers " + status + ": later", failure(busy));
      }
    }
  }

  @Test
  void oneDocumentThatMustWaitBringsAllAgain() throws IOException {
    try (ScriptedSearch busy =
        ScriptedSearch.answering(bulk -> Reply.items(bulk.documents(), 429, BUSY))) {
      assertEquals(
          busy.url()
              + " does not take records now (429: rejected_execution_exception: queue is full);"
              + " they will be sent again",
          failure(busy));
    }
  }

  @Test
  void anIndexThatIsClosedIsNoFaultOfTheDocument() throws IOException {
    String closed = ",\"error\":{\"type\":\"index_closed_exception\",\"reason\":\"closed\"}";
    try (ScriptedSearch server =
        ScriptedSearch.answering(bulk -> Reply.items(bulk.documents(), 400, closed))) {
      assertEquals(
          server.url()
              + " does not take records now (400: index_closed_exception: closed); they will be"
              + " sent again; open the index",
          failure(server));
    }
  }

  @Test
  void anOlderOrSameVersionIsDelivered() throws IOException {
    String conflict = ",\"error\":{\"type\":\"version_conflict_engine_exception\"}";
    try (ScriptedSearch server =
            ScriptedSearch.answering(bulk -> Reply.items(bulk.documents(), 409, conflict));
        Sink sink = open(server.url())) {
      assertEquals(List.of(), sink.deliver(THREE));
    }
  }

  @Test
  void aNodeThatIsBusyOrGoneLeavesItToTheNext() throws IOException {
    String gone = "http://127.0.0.1:1";
    try (ScriptedSearch busy = ScriptedSearch.answering(bulk -> new Reply(503, "later"));
        ScriptedSearch well = ScriptedSearch.answering(ScriptedSearch::taken);
        Sink sink = open(gone + ", " + busy.url() + "/," + well.url())) {
      assertEquals(List.of(), sink.deliver(THREE));
      assertEquals(List.of(), sink.deliver(THREE));

      assertEquals(1, busy.asked.size(), "the one that answers is stayed with");
      assertEquals(2, well.asked.size());
    }
  }

  @Test
  void aRequestThatIsTooMuchIsSentInHalves() throws IOException {
    int most = bytes(THREE) / 2;
    try (ScriptedSearch small = ScriptedSearch.answering(bulk -> atMost(most, bulk));
        Sink sink = open(small.url())) {
      assertEquals(List.of(), sink.deliver(THREE));
    }
  }

  @Test
  void aDocumentThatIsTooMuchAloneIsRefused() throws IOException {
    List<Refused> refused;
    try (ScriptedSearch small = ScriptedSearch.answering(bulk -> atMost(100, bulk));
        Sink sink = open(small.url())) {
      refused = sink.deliver(THREE);
    }

    assertEquals(THREE, refused.stream().map(Refused::record).toList());
    assertEquals("the server answers 413: too much", refused.get(0).reason());
  }

  @Test
  void aBatchIsCutIntoRequestsOfTheSizeThatIsSet() throws IOException {
    List<SinkRecord> many =
        Stream.generate(() -> BIND_SHELL).limit(100).map(TestSink::record).toList();
    try (ScriptedSearch server = ScriptedSearch.answering(ScriptedSearch::taken);
        Sink sink = open(server.url(), "bulk-kilobytes", "64")) {
      sink.deliver(many);

      assertEquals(100, server.asked.stream().mapToInt(ScriptedSearch.Request::documents).sum());
      assertEquals(
          List.of(), server.asked.stream().filter(b -> b.body().length() > 64 << 10).toList());
    }
  }

  @Test
  void oneThatFailsTheWholeRequestIsFound() throws IOException {
    String invalid =
        "{\"error\":{\"type\":\"action_request_validation_exception\"},\"status\":400}";
    try (ScriptedSearch server =
            ScriptedSearch.answering(
                bulk ->
                    bulk.body().contains(DROPPER_ON_THREE.uid())
                        ? new Reply(400, invalid)
                        : ScriptedSearch.taken(bulk));
        Sink sink = open(server.url())) {
      List<Refused> refused = sink.deliver(THREE);

      assertEquals(List.of(THREE.get(1)), refused.stream().map(Refused::record).toList());
      assertEquals(
          "the server answers 400: action_request_validation_exception", refused.get(0).reason());
    }
  }

  @Test
  void anAnswerThatIsNoneOfASearchEngineIsAFailure() throws IOException {
    try (ScriptedSearch other = ScriptedSearch.answering(bulk -> new Reply(200, "{}"))) {
      assertEquals(
          other.url()
              + " answers something else than a bulk request's answer: {}; see what stands behind"
              + " plugin.opensearch.url",
          failure(other));
    }
    try (ScriptedSearch portal =
        ScriptedSearch.answering(bulk -> new Reply(200, "<html>please <b>log in</b>"))) {
      assertEquals(
          portal.url()
              + " is no search engine: it answers a page for people: please log in; see what stands"
              + " behind plugin.opensearch.url",
          failure(portal));
    }
  }

  @Test
  void aServerThatWantsRestGetsIt() throws IOException {
    for (int status : List.of(429, 503)) {
      try (ScriptedSearch busy =
              ScriptedSearch.answering(bulk -> new Reply(status, "later", "Retry-After: 40"));
          Sink sink = open(busy.url())) {
        PluginFailure failure = assertThrows(PluginFailure.class, () -> sink.deliver(THREE));
        assertEquals(Duration.ofSeconds(40), failure.rest());
        assertTrue(failure.getMessage().endsWith("later; it asks for 40 s of rest"));
      }
    }
  }

  @Test
  void aRedirectSaysWhereItLeads() throws IOException {
    try (ScriptedSearch moved =
        ScriptedSearch.answering(
            bulk -> new Reply(307, "", "Location: https://sso.example.com/in?x=1"))) {
      assertEquals(
          "sending records: "
              + moved.url()
              + " answers 307: it leads to https://sso.example.com/in, and redirects are not"
              + " followed; correct plugin.opensearch.url",
          failure(moved));
    }
  }

  @Test
  void anIndexThatIsReadOnlyIsNoMissingRight() throws IOException {
    String blocked =
        "{\"error\":{\"type\":\"cluster_block_exception\",\"reason\":\"read-only (api)\"}}";
    try (ScriptedSearch full = ScriptedSearch.answering(bulk -> new Reply(403, blocked))) {
      assertEquals(
          "sending records: "
              + full.url()
              + " is read-only (403: cluster_block_exception: read-only (api)); give it room on its"
              + " disk, or lift the block",
          failure(full));
    }
    String item = ",\"error\":{\"type\":\"cluster_block_exception\",\"reason\":\"read-only\"}";
    try (ScriptedSearch full =
        ScriptedSearch.answering(bulk -> Reply.items(bulk.documents(), 403, item))) {
      assertTrue(failure(full).contains("they will be sent again; give it room"));
    }
  }

  @Test
  void aTemplateOfAnotherVersionIsTold() throws IOException {
    String template =
        "{\"index_templates\":[{\"name\":\"x\",\"index_template\":{\"version\":%s}}]}";
    String mapping = "{\"diffy-findings\":{\"mappings\":{\"_meta\":{\"template\":%s}}}}";
    try (ScriptedSearch server = ScriptedSearch.answering(ScriptedSearch::taken)) {
      server.others.put("/_index_template/diffy-findings", template.formatted("7"));
      server.others.put("/diffy-findings/_mapping", mapping.formatted("7"));
      assertEquals(
          List.of(
              "the index template diffy-findings is of version 7, and this program knows version 1:"
                  + " it stays as it is; update this program"),
          notes(server));
      server.others.put("/_index_template/diffy-findings", template.formatted("null"));
      server.others.put("/diffy-findings/_mapping", mapping.formatted("null"));
      List<String> notes = notes(server);
      assertEquals(
          "the index template diffy-findings was of version 0, and is of version 1 now",
          notes.get(0));
      assertTrue(notes.get(1).startsWith("the index diffy-findings was made by another template"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"index_patterns\":[\"logs-*\"],\"version\":1",
        "\"index_patterns\":[\"diffy-findings\"],\"_meta\":{\"managed_by\":\"terraform\"}"
      })
  void aTemplateOfSomebodyElseStays(String template) throws IOException {
    try (ScriptedSearch server = ScriptedSearch.answering(ScriptedSearch::taken)) {
      server.others.put(
          "/_index_template/diffy-findings",
          "{\"index_templates\":[{\"index_template\":{" + template + "}}]}");
      List<String> notes = notes(server);
      assertEquals(1, notes.size());
      assertTrue(notes.get(0).contains("diffy-findings is not this program's: it stays"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "OK", "It looks like you are trying to access MongoDB over HTTP"})
  void whatIsNoSearchEngineIsToldBeforeAnythingIsSent(String says) throws IOException {
    try (ScriptedSearch server = ScriptedSearch.answering(ScriptedSearch::taken)) {
      server.others.put("/_index_template/diffy-findings", says);
      String said = assertThrows(PluginFailure.class, () -> open(server.url())).getMessage();
      assertTrue(said.contains("is no search engine: it answers "), said);
      assertEquals(0, server.asked.size());
    }
  }

  private static List<String> notes(ScriptedSearch server) {
    List<String> notes = new ArrayList<>();
    PluginContext quiet = Contexts.of(Path.of("unused"), Map.of("url", server.url()));
    OpenSearchSink plugin = new OpenSearchSink();
    PluginContext context =
        new PluginContext(quiet.settings(), quiet.state(), quiet.clock(), notes::add, quiet.stop());
    plugin.open(Dataset.FINDINGS, context).close();
    plugin.open(Dataset.FINDINGS, context).close();
    return notes;
  }

  @Test
  void anIndexThatRefusesEverythingDrainsNothing() throws IOException {
    String other =
        ",\"error\":{\"type\":\"mapper_parsing_exception\",\"reason\":\"failed to parse [%s]\"}";
    Reply[] answers = {Reply.items(30, 400, other.formatted("class_uid"))};
    List<SinkRecord> many = batch(BIND_SHELL, LOGROTATE_MISSING);
    try (ScriptedSearch server = ScriptedSearch.answering(bulk -> answers[0])) {
      OpenSearchSink plugin = new OpenSearchSink();
      PluginContext context = Contexts.of(Path.of("unused"), Map.of("url", server.url()));
      for (int attempt = 1; attempt <= 2; attempt++) {
        // Opened again after each failure, as a service does.
        Sink sink = plugin.open(Dataset.FINDINGS, context);
        PluginFailure failure = assertThrows(PluginFailure.class, () -> sink.deliver(many));
        assertTrue(
            failure
                .getMessage()
                .startsWith(
                    "all of the last %d documents were refused, for one reason (mapper_parsing_exception: failed to parse [class_uid])"
                        .formatted(30 * attempt)),
            failure::getMessage);
      }
      answers[0] = Reply.items(30, 201, "");
      assertEquals(List.of(), plugin.open(Dataset.FINDINGS, context).deliver(many));
    }
    try (ScriptedSearch server =
            ScriptedSearch.answering(bulk -> Reply.items(30, 400, other.formatted("class_uid")));
        Sink drained = open(server.url(), "refused-in-a-row", "0")) {
      assertEquals(30, drained.deliver(many).size());
    }
  }

  @Test
  void oneHostWhoseDocumentsAreAllRefusedKeepsNobodyWaiting() throws IOException {
    String tooDeep = ",\"error\":{\"type\":\"mapper_parsing_exception\",\"reason\":\"too deep\"}";
    try (ScriptedSearch server =
            ScriptedSearch.answering(bulk -> Reply.items(bulk.documents(), 400, tooDeep));
        Sink sink = open(server.url())) {
      assertEquals(30, sink.deliver(batch(BIND_SHELL)).size());
    }
  }

  private static List<SinkRecord> batch(Finding... of) {
    return Stream.generate(() -> of).flatMap(Stream::of).limit(30).map(TestSink::record).toList();
  }

  @Test
  void aMissingRightIsSaid() throws IOException {
    String denied =
        "{\"error\":{\"type\":\"security_exception\",\"reason\":\"no permissions for [bulk]\"}}";
    try (ScriptedSearch server = ScriptedSearch.answering(bulk -> new Reply(403, denied))) {
      assertEquals(
          "sending records: "
              + server.url()
              + " does not allow it (403: security_exception: no permissions for [bulk]); give the"
              + " user the rights that docs/opensearch.md lists",
          failure(server));
    }
  }

  private static Reply atMost(int bytes, ScriptedSearch.Request bulk) {
    return bulk.body().length() > bytes ? new Reply(413, "too much") : ScriptedSearch.taken(bulk);
  }

  private static String failure(ScriptedSearch server) {
    try (Sink sink = open(server.url())) {
      return assertThrows(PluginFailure.class, () -> sink.deliver(THREE)).getMessage();
    }
  }

  private static Sink open(String url, String... settings) {
    return TestSink.open(Dataset.FINDINGS, url, settings);
  }

  private static int bytes(List<SinkRecord> records) {
    DocumentRule rule = new FindingDocuments("diffy-findings", "", "");
    return records.stream().flatMap(r -> rule.of(r).stream()).mapToInt(BulkAction::size).sum();
  }
}
