package io.diffy.gate;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Finding;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
   * @param failing its findings that fail the gate
   * @param gaps its gaps that fail the gate
   * @param left its gaps that don't
   * @param passing its findings that don't
   */
  private record Case(
      String query, List<Finding> failing, List<Gap> gaps, List<Gap> left, List<Finding> passing) {

    boolean fails() {
      return !failing.isEmpty();
    }

    boolean isError() {
      return !fails() && !gaps.isEmpty();
    }

    boolean isSkipped() {
      return !fails() && gaps.isEmpty() && !left.isEmpty();
    }
  }

  private static Case of(String query, GateVerdict verdict) {
    return new Case(
        query,
        verdict.failing().stream().filter(f -> f.query().equals(query)).toList(),
        verdict.failingGaps().stream().filter(g -> g.query().equals(query)).toList(),
        verdict.passingGaps().stream().filter(g -> g.query().equals(query)).toList(),
        verdict.passing().stream().filter(f -> f.query().equals(query)).toList());
  }

  private void suite(GateVerdict verdict, List<Case> cases) throws XMLStreamException {
    open(1, "testsuite");
    String group = ReportText.name(verdict.group().toString());
    xml.writeAttribute("name", group);
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("failures", count(cases.stream().filter(Case::fails).count()));
    xml.writeAttribute("errors", count(cases.stream().filter(Case::isError).count()));
    xml.writeAttribute("skipped", count(cases.stream().filter(Case::isSkipped).count()));
    xml.writeAttribute("time", "0");
    for (Case one : cases) {
      open(2, "testcase");
      // Jenkins divides class names at dots, into packages.
      xml.writeAttribute("classname", "diffy." + group.replaceAll("[^A-Za-z0-9_-]", "_"));
      xml.writeAttribute("name", ReportText.name(one.query()));
      xml.writeAttribute("time", "0");
      problem(one);
      passing(one);
      close(2);
    }
    close(1);
  }

  private void problem(Case one) throws XMLStreamException {
    if (one.fails()) {
      List<String> lines = lines(one.failing());
      one.gaps().forEach(gap -> lines.add("Not compared: " + text.line(gap)));
      element("failure", "deviation", message(one.failing()), lines);
    } else if (one.isError()) {
      element("error", "gap", "not compared", one.gaps().stream().map(text::line).toList());
    } else if (one.isSkipped()) {
      element("skipped", "gap", "not compared", one.left().stream().map(text::line).toList());
    }
  }

  private String message(List<Finding> findings) {
    String first = text.title(findings.get(0)) + ": " + text.row(findings.get(0));
    return findings.size() == 1 ? first : first + " and " + (findings.size() - 1) + " more";
  }

  private void passing(Case one) throws XMLStreamException {
    if (!one.passing().isEmpty()) {
      open(3, "system-out");
      body(lines(one.passing()));
      xml.writeEndElement();
    }
  }

  private List<String> lines(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      lines.add(text.title(finding) + ": " + text.row(finding));
      lines.add("  " + text.why(finding));
    }
    return lines;
  }

  private void element(String name, String type, String message, List<String> lines)
      throws XMLStreamException {
    open(3, name);
    xml.writeAttribute("message", message);
    xml.writeAttribute("type", type);
    body(lines);
    xml.writeEndElement();
  }

  private void body(List<String> lines) throws XMLStreamException {
    List<String> shown = new ArrayList<>(lines.stream().limit(MOST_LINES).toList());
    if (lines.size() > MOST_LINES) {
      shown.add("and " + (lines.size() - MOST_LINES) + " more lines");
    }
    xml.writeCharacters(String.join("\n", shown));
  }

  private void open(int depth, String name) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeStartElement(name);
  }

  private void close(int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeEndElement();
  }

  private static String count(long number) {
    return Long.toString(number);
  }
}
