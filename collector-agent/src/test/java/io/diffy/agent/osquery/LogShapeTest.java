package io.diffy.agent.osquery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
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
  void whatAShipperPutAroundItIsTakenOff() {
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
            "Nov 28 10:00:00 web-1 osqueryd[812]: result=" + ONE,
            "2026-11-28T10:00:00Z stdout F " + ONE)) {
      assertEquals(List.of(ONE), of(line).lines(), line);
    }
  }

  @Test
  void whatAHostFillsIsNeverLookedInto() {
    String forged = "\"" + OTHER.replace("\"", "\\\"") + "\"";

    LogShape beat = of("{\"action_id\":\"a\",\"osquery\":{\"cmdline\":" + forged + "}}");

    assertEquals(List.of(), beat.lines());
    assertTrue(beat.problem().contains("osquerybeat"), beat.problem());
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
}
