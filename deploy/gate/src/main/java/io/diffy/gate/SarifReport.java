package io.diffy.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Verdicts as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), in the part of it that
 * code scanning on GitHub takes: a relative address for each result, though no file of the
 * repository is meant, and the finding's uid as fingerprint, so that the next run shows the same
 * alert. Only what fails the gate is in it, because each result becomes an alert; what is beyond
 * the bounds is counted.
 */
public final class SarifReport {
  /** GitHub shows no more of a run. */
  static final int MOST_RESULTS = 5000;

  /** GitHub takes 10 MB gzipped; so many characters are fewer than that even before. */
  private static final int MOST_CHARACTERS = 8 << 20;

  private static final int MOST_INSTANCES = 20;

  private final ReportText text = new ReportText();
  private final SarifRules rules = new SarifRules();
  private final ArrayNode results = Json.mapper().createArrayNode();
  private int characters;
  private int left;

  private SarifReport() {}

  /** Writes the document, as UTF-8. */
  public static void write(List<GateVerdict> verdicts, OutputStream out) throws IOException {
    out.write(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(of(verdicts)));
  }

  static ObjectNode of(List<GateVerdict> verdicts) {
    return new SarifReport().document(verdicts);
  }

  private ObjectNode document(List<GateVerdict> verdicts) {
    for (GateVerdict verdict : verdicts) {
      verdict.failing().forEach(finding -> add(result(finding)));
      verdict.failingGaps().forEach(gap -> add(result(verdict.group(), gap)));
    }
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    document.put("version", "2.1.0");
    ObjectNode run = document.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Diffy Streams");
    driver.set("rules", rules.described());
    run.put("columnKind", "unicodeCodePoints");
    run.set("results", results);
    ObjectNode properties = run.putObject("properties");
    properties.put("passed", verdicts.stream().allMatch(GateVerdict::passed));
    properties.put("leftOut", left);
    return document;
  }

  private void add(ObjectNode result) {
    int length = result.toString().length();
    if (results.size() >= MOST_RESULTS || characters + length > MOST_CHARACTERS) {
      left++;
      return;
    }
    characters += length;
    results.add(result);
  }

  private ObjectNode result(Finding finding) {
    ObjectNode result =
        result(finding.group(), finding.query(), finding.kind().word(), finding.uid());
    result.put("level", level(finding));
    message(result, text.title(finding), text.row(finding), text.why(finding));
    where(result, finding.group(), finding.instances().stream().map(Instance::instanceId).toList());
    result.putObject("properties").put("score", finding.score());
    return result;
  }

  /** A gap that fails the gate: nobody can say that nothing is wrong there. */
  private ObjectNode result(GroupKey group, Gap gap) {
    ObjectNode result =
        result(group, gap.query(), SarifRules.GAP, "gap/" + group + "/" + gap.query());
    result.put("level", "warning");
    message(result, ReportText.name(gap.query()) + " was not compared", text.line(gap), "");
    where(result, group, gap.instances());
    return result;
  }

  private ObjectNode result(GroupKey group, String query, String kind, String fingerprint) {
    ObjectNode result = Json.mapper().createObjectNode();
    result.put("ruleId", rules.id(query, kind));
    result.put("ruleIndex", rules.index(query, kind));
    // The first name is the one GitHub compares; by its own count it would look into the file.
    result
        .putObject("partialFingerprints")
        .put("primaryLocationLineHash", fingerprint)
        .put("diffyFinding/v1", fingerprint);
    ObjectNode physical = result.putArray("locations").addObject().putObject("physicalLocation");
    physical
        .putObject("artifactLocation")
        .put("uri", "diffy/" + SarifText.segment(group.toString()) + "/" + SarifText.segment(query))
        .put("uriBaseId", "%SRCROOT%");
    physical.putObject("region").put("startLine", 1);
    return result;
  }

  private static void message(ObjectNode result, String title, String row, String why) {
    String plain = why.isEmpty() ? row : row + ". " + why;
    result
        .putObject("message")
        .put("text", SarifText.plain(title + ": " + plain))
        .put(
            "markdown",
            "%s: %s%s"
                .formatted(
                    SarifText.code(title),
                    SarifText.code(row),
                    why.isEmpty() ? "" : ". " + SarifText.code(why)));
  }

  private static void where(ObjectNode result, GroupKey group, List<String> instances) {
    if (instances.isEmpty()) {
      return;
    }
    ArrayNode logical = ((ObjectNode) result.get("locations").get(0)).putArray("logicalLocations");
    for (String id : instances.stream().limit(MOST_INSTANCES).toList()) {
      logical
          .addObject()
          .put("name", ReportText.name(id))
          .put("fullyQualifiedName", ReportText.name(group.toString()) + "/" + ReportText.name(id))
          .put("kind", "resource");
    }
  }

  private static String level(Finding finding) {
    return switch (finding.severity()) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, INFORMATIONAL -> "note";
    };
  }
}
