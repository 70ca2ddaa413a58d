package io.diffy.search;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.search.TestSink.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.search.ScriptedSearch.Reply;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
              + " sent again",
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
    try (ScriptedSearch portal =
        ScriptedSearch.answering(bulk -> new Reply(200, "<html>please log in"))) {
      assertEquals(
          portal.url()
              + " answers something else than a bulk request's answer; see what stands behind"
              + " plugin.opensearch.url",
          failure(portal));
    }
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
