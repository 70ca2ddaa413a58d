package io.diffy.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogLinesTest {
  private static final String TIME = "{\"time\":\"1970-01-01T00:00:00Z\",";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream stream =
      new PrintStream(
          new LogLines(written, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)), true, UTF_8);

  @AfterEach
  void asText() {
    LogLines.asJson(false);
  }

  @Test
  void textStaysAsItIs() {
    stream.print("12:00:00 WARN A - b\nä");
    assertEquals("12:00:00 WARN A - b\nä", written.toString(UTF_8));
  }

  @Test
  void whatIsLoggedHasItsLevelAndWhoLoggedIt() {
    assertLine(
        "\"level\":\"warn\",\"logger\":\"Selector\",\"message\":\"no \\\"node\\\" ä\"}",
        "12:00:00 WARN Selector - no \"node\" ä");
    assertLine(
        "\"level\":\"warn\",\"logger\":\"Agent\",\"message\":\"truncated\"}",
        "WARN Agent - truncated");
  }

  @Test
  void aRecordIsThreeFields() {
    assertLine(
        "\"level\":\"error\",\"logger\":\"R\",\"message\":\"diffy.observations-2 offset 17 ended it\","
            + "\"topic\":\"diffy.observations\",\"partition\":2,\"offset\":17}",
        "12:00:00 ERROR R - diffy.observations-2 offset 17 ended it");
  }

  @Test
  void whatACommandComplainsOfIsAWarning() {
    assertLine("\"level\":\"warn\",\"message\":\"no Kafka\"}", "diffy: no Kafka");
    assertLine("\"level\":\"info\",\"message\":\"Ctrl-C stops.\"}", "Ctrl-C stops.");
  }

  @Test
  void aTraceBelongsToWhatWasLoggedBeforeIt() {
    LogLines.asJson(true);
    stream.println("12:00:00 ERROR A - broken");
    written.reset();
    stream.println("java.io.IOException: away");
    stream.println("\tat io.diffy.A.b(A.java:1)");
    assertEquals(
        TIME
            + "\"level\":\"error\",\"trace\":true,\"message\":\"java.io.IOException: away\"}\n"
            + TIME
            + "\"level\":\"error\",\"trace\":true,\"message\":\"at io.diffy.A.b(A.java:1)\"}\n",
        written.toString(UTF_8));
  }

  private void assertLine(String object, String line) {
    LogLines.asJson(true);
    written.reset();
    stream.println(line);
    assertEquals(TIME + object + "\n", written.toString(UTF_8));
  }
}
