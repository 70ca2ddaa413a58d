package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.http.HttpAnswer;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whoever answers in place of a node, and whoever writes into its indexes, is read or refused. */
class FuzzedSearchTest implements Fuzzed {
  private static final String NODE = "http://node:9200";
  private static final SinkRecord RECORD =
      new SinkRecord("t", 0, 1, Instant.EPOCH, "k", "{}".getBytes(UTF_8), Map.of());

  @Override
  public Stream<FuzzTarget> targets() {
    List<BulkAction> actions =
        List.of(
            new BulkAction(RECORD, "a", new byte[0], new byte[0]),
            new BulkAction(RECORD, "a", new byte[0], new byte[0]));
    return Stream.of(
        new FuzzTarget(
            "bulk-reply",
            Stream.of(
                    "{\"errors\":false,\"items\":[{\"index\":{\"status\":200}},{\"create\":{\"status\":409}}]}",
                    "{\"errors\":true,\"items\":[{\"index\":{\"status\":400,\"error\":{\"type\":\"a\",\"reason\":\"b\",\"caused_by\":{\"reason\":\"c\"}}}},{\"index\":{\"status\":429}}]}")
                .map(text -> text.getBytes(UTF_8))
                .toList(),
            input -> {
              try {
                return "refused " + BulkReply.read(actions, HttpAnswer.of(NODE, 200, input)).size();
              } catch (PluginFailure e) {
                return printable(e.getMessage());
              }
            }),
        new FuzzTarget(
            "search-answer",
            List.of("{\"error\":{\"type\":\"x\",\"reason\":\"y\"}}".getBytes(UTF_8)),
            input -> printable(HttpAnswer.of(NODE, 400, input).reason())),
        new FuzzTarget("packed-document", List.of(packed()), FuzzedSearchTest::unpacked));
  }

  private static byte[] packed() {
    var pieces = Json.mapper().createArrayNode();
    Base64Gzip.into(pieces, "{\"a\":1}\n{\"a\":2}\n".getBytes(UTF_8));
    return pieces.toString().getBytes(UTF_8);
  }

  private static String unpacked(byte[] input) {
    try {
      JsonNode pieces = Json.tree(input);
      return "unpacked " + Math.min(1, Base64Gzip.unpack(pieces, "it").length);
    } catch (PluginFailure | IOException e) {
      return e.getClass().getSimpleName();
    }
  }

  private static String printable(String said) {
    assertTrue(said.length() < 2_000, said);
    assertFalse(said.chars().anyMatch(Character::isISOControl), said);
    return said;
  }
}
