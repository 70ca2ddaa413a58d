package io.diffy.gate;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Finding;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Verdicts as JUnit XML, which pipelines show as tests: a suite for each group, a test case for
 * each query. A case has one problem element at most, because not every reader takes more: {@code
 * failure} with all findings that fail it, {@code error} for a gap that fails the gate, {@code
 * skipped} for one that doesn't. What is said stands in the element's body, since some readers
 * leave out the attribute {@code message}.
 */
public final class JunitReport {
  private static final String FAILURE = "failure";
  private static final Map<String, String> ATTRIBUTES =
      Map.of(FAILURE, "failures", "error", "errors", "skipped", "skipped");
  private static final int MOST_CASES = 1000;
  private static final int MOST_LINES = 50;

  private final XMLStreamWriter xml;
  private final ReportText text = new ReportText();

  private JunitReport(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** Writes the document, as UTF-8. */
  public static void write(List<GateVerdict> verdicts, OutputStream out) {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      new JunitReport(xml).write(verdicts);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the JUnit report can't be written: " + e.getMessage(), e);
    }
  }

  private void write(List<GateVerdict> verdicts) throws XMLStreamException {
    xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    open(0, "testsuites");
    for (GateVerdict verdict : verdicts) {
      suite(
          verdict, verdict.queries().stream().limit(MOST_CASES).map(q -> of(q, verdict)).toList());
    }
    close(0);
    xml.writeEndDocument();
  }

  /**
   * One query.
   *
   * @param problem the element that says what is wrong; empty when nothing is
   * @param lines in it
   * @param passing what doesn't fail the gate
   */
  private record Case(
      String query, String problem, String message, List<String> lines, List<String> passing) {}

  private Case of(String query, GateVerdict verdict) {
    List<Finding> failing = ofQuery(verdict.failing(), query);
    List<String> lines = lines(failing);
    List<String> passing = lines(ofQuery(verdict.passing(), query));
    List<String> gaps = gaps(verdict.failingGaps(), query);
    if (!failing.isEmpty()) {
      gaps.forEach(gap -> lines.add("Not compared: " + gap));
      String first = text.title(failing.get(0)) + ": " + text.row(failing.get(0));
      String more = failing.size() == 1 ? "" : " and " + (failing.size() - 1) + " more";
      return new Case(query, FAILURE, first + more, lines, passing);
    }
    if (!gaps.isEmpty()) {
      return new Case(query, "error", "not compared", gaps, passing);
    }
    List<String> left = gaps(verdict.passingGaps(), query);
    return new Case(query, left.isEmpty() ? "" : "skipped", "not compared", left, passing);
  }

  private static List<Finding> ofQuery(List<Finding> findings, String query) {
    return findings.stream().filter(finding -> finding.query().equals(query)).toList();
  }

  private List<String> gaps(List<Gap> gaps, String query) {
    return gaps.stream().filter(gap -> gap.query().equals(query)).map(text::line).toList();
  }

  private void suite(GateVerdict verdict, List<Case> cases) throws XMLStreamException {
    open(1, "testsuite");
    String group = ReportText.name(verdict.group().toString());
    xml.writeAttribute("name", group);
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    for (String problem : List.of(FAILURE, "error", "skipped")) {
      long count = cases.stream().filter(one -> one.problem().equals(problem)).count();
      xml.writeAttribute(ATTRIBUTES.get(problem), Long.toString(count));
    }
    xml.writeAttribute("time", "0");
    for (Case one : cases) {
      open(2, "testcase");
      // Jenkins divides class names at dots, into packages.
      xml.writeAttribute("classname", "diffy." + group.replaceAll("[^A-Za-z0-9_-]", "_"));
      xml.writeAttribute("name", ReportText.name(one.query()));
      xml.writeAttribute("time", "0");
      if (!one.problem().isEmpty()) {
        open(3, one.problem());
        xml.writeAttribute("message", one.message());
        xml.writeAttribute("type", one.problem().equals(FAILURE) ? "deviation" : "gap");
        body(one.lines());
      }
      if (!one.passing().isEmpty()) {
        open(3, "system-out");
        body(one.passing());
      }
      close(2);
    }
    close(1);
  }

  private List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      lines.add(text.title(finding) + ": " + text.row(finding));
      lines.add("  " + text.why(finding));
    }
    return lines;
  }

  private void body(List<String> lines) throws XMLStreamException {
    List<String> shown = new ArrayList<>(lines.stream().limit(MOST_LINES).toList());
    if (lines.size() > MOST_LINES) {
      shown.add("and " + (lines.size() - MOST_LINES) + " more lines");
    }
    xml.writeCharacters(String.join("\n", shown));
    xml.writeEndElement();
  }

  private void open(int depth, String name) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeStartElement(name);
  }

  private void close(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeEndElement();
  }
}
