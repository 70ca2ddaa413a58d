package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.http.HttpAnswer;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever answers in place of a node is told from one. */
class BulkReplyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errors\":false,\"items\":[{}]}",
        "{\"errors\":false,\"items\":{\"a\":1}}",
        "{\"errors\":false,\"items\":[7]}",
        "[]"
      })
  void whatIsNoAnswerIsSaid(String body) {
    assertThrows(PluginFailure.class, () -> read(body, "a"));
  }

  @Test
  void whoChangesThePlacesStillBlamesTheRightDocument() {
    List<Refused> refused =
        read(
            """
            {"errors":true,"items":[
              {"index":{"_id":"b","status":201}},
              {"index":{"_id":"a","status":400,"error":{"type":"t","reason":"of a"}}}]}""",
            "a",
            "b");
    assertEquals(1, refused.size());
    assertEquals("a", refused.get(0).record().key());
  }

  @Test
  void aDocumentThatWasNotSentIsNoneOfOurs() {
    String other = "{\"errors\":false,\"items\":[{\"index\":{\"_id\":\"x\",\"status\":201}}]}";
    PluginFailure no = assertThrows(PluginFailure.class, () -> read(other, "a"));
    assertTrue(no.getMessage().contains("a document that was not sent"), no::getMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster_block_exception | index [f] blocked by: [FORBIDDEN/8/index write (api)] | lift the block",
        "security_exception | no permissions | give the user the rights",
        "illegal_argument_exception | no write index is defined for alias [f] | its write index",
        "index_closed_exception | closed | open the index",
        "validation_exception | this cluster has [1000]/[1000] maximum shards open; | sent again",
        "invalid_index_name_exception | Invalid index name | sent again"
      })
  void whatIsWrongWithTheIndexIsNotTheDocumentsFault(String type, String reason, String remedy) {
    String no =
        "{\"errors\":true,\"items\":[{\"index\":{\"status\":%d,\"error\":{\"type\":\"%s\",\"reason\":\"%s\"}}}]}"
            .formatted(
                type.contains("_block_") || type.contains("security") ? 403 : 400, type, reason);
    String said = assertThrows(PluginFailure.class, () -> read(no, "a")).getMessage();
    assertTrue(said.contains(remedy), said);
  }

  private static List<Refused> read(String body, String... ids) {
    List<BulkAction> actions =
        Stream.of(ids)
            .map(
                id ->
                    new BulkAction(
                        new SinkRecord(
                            "t", 0, 1, Instant.EPOCH, id, "{}".getBytes(UTF_8), Map.of()),
                        id,
                        new byte[0],
                        new byte[0]))
            .toList();
    return BulkReply.read(actions, HttpAnswer.of("http://node:9200", 200, body.getBytes(UTF_8)));
  }
}
