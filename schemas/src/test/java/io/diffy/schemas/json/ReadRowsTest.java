package io.diffy.schemas.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are handed on as they stand are checked all the same, and found again. */
class ReadRowsTest {
  private static final String ROWS = "[ {\"a\": \"1\"},{\"a\":\"\\u00e4\\n\"} ]";

  @Test
  void theirPlaceIsKnown() throws MalformedRecord {
    String line = observation(ROWS);
    for (ArchivedLine.Read read :
        List.of(ArchivedLine.read(bytes(line)), ArchivedLine.header(bytes(line)))) {
      ReadRows rows = (ReadRows) read.observation().rows();
      assertEquals(ROWS, line.substring(rows.from(), rows.to()));
      assertEquals(2, rows.size());
    }
  }

  @Test
  void onlyWhoHandsALineOnDoesWithoutThem() throws MalformedRecord {
    var counted = ArchivedLine.header(bytes(observation(ROWS))).observation().rows();
    assertThrows(IllegalStateException.class, () -> counted.get(0));

    String archived =
        observation(ROWS).replaceAll("}$", ",\"appended_at\":\"2026-11-20T03:00:01Z\"}");
    assertEquals("1", ArchivedLine.header(bytes(archived)).observation().rows().get(0).get("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[1]",
        "[{\"a\":1}]",
        "[{\"a\":\"1\"},{\"a\":null}]",
        "[{\"a\":\"1\",\"a\":\"2\"}]",
        "[{\"a\":\"1\"},{\"b\":\"1\",\"a\":\"\",\"b\":\"2\"}]",
        "[{\"a\":\"\\q\"}]",
        "[{\"a\":\"\u0001\"}]",
        "[{\"a\":\"1\"}",
        "[{\"a\":\"1\"},{\"a\":\"\\ud8\"}]",
      })
  void whatIsWrongWithRowsIsSaidInTheSameWords(String rows) {
    byte[] line = bytes(observation(rows));
    String read = assertThrows(MalformedRecord.class, () -> ArchivedLine.read(line)).getMessage();
    assertEquals(
        read, assertThrows(MalformedRecord.class, () -> ArchivedLine.header(line)).getMessage());
    assertTrue(!read.isEmpty());
  }

  private static String observation(String rows) {
    return """
        {"asg":"web","instance_id":"i-1","query":"q","rows":%s,"collected_at":"2026-11-20T03:00:00Z"}"""
        .formatted(rows);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
