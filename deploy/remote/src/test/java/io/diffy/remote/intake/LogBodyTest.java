package io.diffy.remote.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body of the TLS logger is taken apart without a line being changed. */
final class LogBodyTest {
  @Test
  void linesStayAsTheyWereWritten() throws IOException {
    LogBody body =
        LogBody.of(
            """
            {"data":[ {"a":1.50,"b":"é\\u0001\t😀"} , {"c":[{}]},"{\\"d\\":1}"],"more":[{}],"log_type":"result","node_key":"k"}""");

    assertEquals("k", body.nodeKey());
    assertEquals("result", body.logType());
    assertEquals(
        List.of("{\"a\":1.50,\"b\":\"é\\u0001\t😀\"}", "{\"c\":[{}]}", "{\"d\":1}"), body.lines());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{\"data\":{}}", "{\"data\":[{}", "{\"data\":[{\"a\":", "{\"data\":[1"})
  void whatIsNoneOrIsCutIsRefused(String text) {
    assertThrows(IOException.class, () -> LogBody.of(text));
  }
}
