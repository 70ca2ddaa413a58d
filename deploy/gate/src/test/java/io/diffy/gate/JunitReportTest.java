package io.diffy.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The report that Jenkins and GitLab show as tests. */
final class JunitReportTest {

  @Test
  void aSuiteCountsItsCasesAndACaseSaysOneThing() throws Exception {
    Element suite = suite(text(Samples.failed()));

    assertEquals("123456789012:us-east-1:web-prod", suite.getAttribute("name"));
    assertEquals("5", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    assertEquals("1", suite.getAttribute("errors"));
    assertEquals("1", suite.getAttribute("skipped"));
    assertTrue(body(suite, "failure").contains("/etc/cron.d/.sync"), body(suite, "failure"));
    assertTrue(body(suite, "failure").contains("the baseline does not have this"));
    assertEquals("iptables on i-11: error: no such table", body(suite, "error"));
    assertEquals("kernel_modules: the baseline has no answer to it", body(suite, "skipped"));
    assertTrue(body(suite, "system-out").contains("openssl"), body(suite, "system-out"));
  }

  @Test
  void hostTextIsReadAsTextByEveryReader() throws Exception {
    String xml = text(Samples.hostile());
    Element suite = suite(xml);

    String failure = body(suite, "failure");
    assertTrue(failure.contains("\\x00\\x1b[2J\\u202e"), failure);
    assertTrue(failure.contains("<script>alert(1)</script> & \"'"), failure);
    assertEquals(0, suite.getElementsByTagName("script").getLength());
    assertTrue(
        xml.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0xd800)),
        "a character that XML 1.0 forbids");
  }

  @Test
  void aThousandFindingsDoNotMakeAReportOfAThousandLines() throws Exception {
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add(
          Samples.finding("crontab", Severity.HIGH, Map.of("command", i + "x".repeat(100_000))));
    }
    String xml = text(Samples.verdict(many, List.of(), List.of(), List.of()));

    assertTrue(xml.length() < 200_000, () -> "length " + xml.length());
    assertTrue(body(suite(xml), "failure").endsWith("and 1950 more lines"));
  }

  private static String text(GateVerdict verdict) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JunitReport.write(List.of(verdict), out);
    return out.toString(UTF_8);
  }

  private static Element suite(String xml) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
    NodeList suites = document.getDocumentElement().getElementsByTagName("testsuite");
    assertEquals(1, suites.getLength());
    return (Element) suites.item(0);
  }

  private static String body(Element suite, String name) {
    NodeList found = suite.getElementsByTagName(name);
    assertFalse(found.getLength() == 0, name);
    return found.item(0).getTextContent();
  }
}
