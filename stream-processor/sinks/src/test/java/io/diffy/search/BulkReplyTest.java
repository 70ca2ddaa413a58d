package io.diffy.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.http.HttpAnswer;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.SinkRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
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
    SinkRecord record =
        new SinkRecord("t", 0, 1, Instant.EPOCH, "k", "{}".getBytes(UTF_8), Map.of());
    List<BulkAction> actions = List.of(new BulkAction(record, new byte[0], new byte[0]));
    HttpAnswer answer = HttpAnswer.of("http://node:9200", 200, body.getBytes(UTF_8));

    assertThrows(PluginFailure.class, () -> BulkReply.read(actions, answer));
  }
}
