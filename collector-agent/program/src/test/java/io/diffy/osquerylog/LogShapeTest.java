package io.diffy.osquerylog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What stands in a line, however it came there. */
class LogShapeTest {
  private static final String ONE =
      "{\"name\":\"ports\",\"hostIdentifier\":\"web-1\",\"unixTime\":7,\"snapshot\":[{\"port\":\"22\"}]}";
  private static final String OTHER = ONE.replace("web-1", "web-2");

  @Test
  void severalObjectsOfALineAreTakenAndWhatIsBehindThemIsTold() {
    assertEquals(List.of(ONE, OTHER), of(ONE + OTHER).lines());
    assertEquals(List.of(ONE, OTHER), of("[" + ONE + ", " + OTHER + "],").lines());

    LogShape cut = of(ONE + "{\"name\":\"po");
    assertEquals(List.of(ONE), cut.lines());
    assertEquals("{\"name\":\"po", cut.rest());
    assertTrue(cut.problem().startsWith("text behind the object"), cut.problem());
  }

  @Test
  void whatAShipperPutAroundItIsTakenOff() throws IOException {
    String quoted = "\"" + ONE.replace("\"", "\\\"") + "\\n\"";
    String packed = Base64.getEncoder().encodeToString(ONE.getBytes(UTF_8));
    for (String line :
        List.of(
            "{\"node_key\":\"k\",\"log_type\":\"result\",\"data\":[" + ONE + "]}",
            "{\"@timestamp\":\"t\",\"message\":" + quoted + "}",
            "{\"log\":" + quoted + ",\"stream\":\"stdout\"}",
            "{\"time\":7,\"host\":\"x\",\"event\":" + ONE + "}",
            "{\"streams\":[{\"values\":[[\"7\"," + quoted + "]]}]}",
            "{\"logEvents\":[{\"message\":" + quoted + "}]}",
            "{\"rule\":{\"id\":\"1\"},\"data\":{\"osquery\":" + ONE + "}}",
            "{\"Records\":[{\"kinesis\":{\"data\":\"" + packed + "\"}}]}",
            "{\"full_log\":" + quoted + ",\"decoder\":{\"name\":\"json\"}}",
            "{\"Records\":[{\"body\":\"{\\\"Message\\\":"
                + quoted.replace("\\", "\\\\").replace("\"", "\\\"")
                + "}\"}]}",
            "{\"textPayload\":" + quoted + "}",
            "{\"body\":{\"stringValue\":" + quoted + "}}",
            "{\"MESSAGE\":" + Arrays.toString(ONE.getBytes(UTF_8)) + "}",
            "{\"awslogs\":{\"data\":\""
                + zipped("{\"logEvents\":[{\"message\":" + quoted + "}]}")
                + "\"}}",
            "[0] tail.0: [[7.0, {}], {\"log\"=>" + quoted + "}]",
            "7,\"" + ONE.replace("\"", "\"\"") + "\",web-1",
            "Nov 28 10:00:00 web-1 osqueryd[812]: result=" + ONE,
            "<14>1 2026-11-28T10:00:00Z web-1 osqueryd 812 - [a b=\"{c}\"] \ufeff" + ONE,
            "2026-11-28T10:00:00Z stdout F " + ONE)) {
      assertEquals(List.of(ONE), of(line).lines(), line);
      assertEquals("", of(line).problem(), line);
    }
  }

  @Test
  void severalOfThemInOneLineAreTakenWhateverStandsBetween() {
    String frame = "<14>1 - web-1 osqueryd 812 - - ";

    assertEquals(List.of(ONE, OTHER), of("120 " + frame + ONE + "121 " + frame + OTHER).lines());
    assertEquals(List.of(ONE, OTHER), of(ONE + "\0" + OTHER + "\0").lines());
    assertEquals(List.of(ONE, OTHER), of("\u001e" + ONE + "\u001e" + OTHER).lines());
  }

  @Test
  void aLineThatAShipperKeepsTwiceCountsOnce() {
    String quoted = "\"" + ONE.replace("\"", "\\\"") + "\"";

    assertEquals(
        1,
        of("{\"message\":" + quoted + ",\"event\":{\"original\":" + quoted + "}}").lines().size());
    assertEquals(1, of("{\"message\":" + quoted + ",\"osquery\":" + ONE + "}").lines().size());
    // Rows of a table may be equal.
    assertEquals(2, of("{\"data\":[" + ONE + "," + ONE + "]}").lines().size());
  }

  @Test
  void aLineThatWasCutInsideItsWrapperIsTold() {
    LogShape cut = of("{\"log\":\"" + ONE.substring(0, 60).replace("\"", "\\\"") + "\"}");

    assertEquals(List.of(), cut.lines());
    assertTrue(cut.problem().startsWith("a line inside that was cut"), cut.problem());
    assertTrue(
        cut.rest().startsWith("{\"name\":\"ports\",\"hostIdentifier\":\"web-1\""), cut.rest());
  }

  @Test
  void whatUnfoldsHasAnEnd() throws IOException {
    String bomb = zipped("[" + " ".repeat(20 << 20) + "]");
    String line = "{\"data\":[" + ("\"" + bomb + "\",").repeat(50) + "\"" + zipped(ONE) + "\"]}";

    assertEquals(List.of(), of(line).lines());
  }

  @Test
  void whatAHostFillsIsNeverLookedInto() {
    String forged = "\"" + OTHER.replace("\"", "\\\"") + "\"";

    LogShape beat = of("{\"action_id\":\"a\",\"osquery\":{\"cmdline\":" + forged + "}}");

    assertEquals(List.of(), beat.lines());
    assertTrue(beat.problem().contains("osquerybeat"), beat.problem());
    assertEquals(
        List.of(), of("{\"osquery_meta\":{},\"osquery\":{\"value\":" + forged + "}}").lines());
    assertEquals(1, of(ONE.replace("\"22\"", forged)).lines().size());
  }

  @Test
  void statusLinesAreToldApart() {
    assertEquals(1, of("I1128 09:10:00.123456 812 scheduler.cpp:107] Executing").status());
    assertEquals(
        1, of("{\"log_type\":\"status\",\"data\":[{\"severity\":1,\"message\":\"x\"}]}").status());
  }

  @Test
  void bytesThatAreNoTextStayDistinct() {
    String one = new String(new byte[] {(byte) 0xff, (byte) 0xfe}, ISO_8859_1);
    byte[] line = ONE.replace("22", one).getBytes(ISO_8859_1);

    assertTrue(LogShape.of(line).lines().get(0).contains("\\\\xFF\\\\xFE"));
  }

  @Test
  void anObservationIsNone() {
    assertTrue(of("{\"asg\":\"web\",\"instance_id\":\"i-1\",\"rows\":[" + ONE + "]}").isEmpty());
  }

  private static LogShape of(String line) {
    return LogShape.of(line.getBytes(UTF_8));
  }

  private static String zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
