package io.diffy.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/** Whatever a host wrote, a report is well-formed, and has no element or result more for it. */
class FuzzedReportsTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
                "gate-reports",
                List.of(
                    "\u0000\u001b[2J\u202e\uffff ]]> <script>alert(1)</script> & \"' [a](https://b) `` {0}"
                        .getBytes(UTF_8)),
                input -> outcome(new String(input, UTF_8)))
            .slow());
  }

  private static String outcome(String text) throws Exception {
    GateVerdict verdict =
        Samples.verdict(
            List.of(Samples.finding("crontab", Severity.HIGH, Map.of("command", text, text, "x"))),
            List.of(),
            List.of(new Gap("iptables", List.of(text), text, true)),
            List.of());
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    JunitReport.write(List.of(verdict), xml);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.toByteArray()));
    // testsuites, testsuite, five cases, a failure and an error
    assertEquals(9, document.getElementsByTagName("*").getLength());
    ByteArrayOutputStream sarif = new ByteArrayOutputStream();
    SarifReport.write(List.of(verdict), sarif);
    assertEquals(2, Json.tree(sarif.toByteArray()).path("runs").path(0).path("results").size());
    return "well-formed";
  }
}
