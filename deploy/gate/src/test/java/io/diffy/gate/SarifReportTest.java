package io.diffy.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The report that code scanning takes. */
final class SarifReportTest {
  private static final String UID = Samples.failed().failing().get(0).uid();

  @Test
  void everyResultHasARuleALevelAPlaceAndAFingerprint() throws IOException {
    JsonNode run = run(Samples.failed());

    JsonNode results = run.get("results");
    assertEquals(2, results.size());
    assertFalse(run.at("/properties/passed").asBoolean());
    JsonNode rogue = results.get(0);
    assertEquals("crontab/unexpected", rogue.get("ruleId").asText());
    assertEquals("error", rogue.get("level").asText());
    assertEquals(UID, rogue.at("/partialFingerprints/primaryLocationLineHash").asText());
    assertEquals(
        Samples.CANARY.instanceId(), rogue.at("/locations/0/logicalLocations/0/name").asText());
    assertEquals("iptables/gap", results.get(1).get("ruleId").asText());
    assertEquals("warning", results.get(1).get("level").asText());
    for (JsonNode result : results) {
      String uri = result.at("/locations/0/physicalLocation/artifactLocation/uri").asText();
      assertTrue(uri.startsWith("diffy/123456789012%3Aus-east-1%3Aweb-prod/"), uri);
      assertFalse(URI.create(uri).isAbsolute(), uri);
      int rule = result.get("ruleIndex").asInt();
      assertEquals(
          result.get("ruleId").asText(), run.at("/tool/driver/rules/" + rule + "/id").asText());
    }
    assertEquals("8.0", run.at("/tool/driver/rules/0/properties/security-severity").asText());
  }

  @Test
  void hostTextIsNeitherALinkNorAPlaceholderNorMarkup() throws IOException {
    JsonNode message = run(Samples.hostile()).at("/results/0/message");

    String text = message.get("text").asText();
    assertTrue(text.contains("[click] (https://evil.example)"), text);
    assertTrue(text.contains("{{0}}"), text);
    assertTrue(text.contains("\\x00\\x1b"), text);
    String markdown = message.get("markdown").asText();
    assertTrue(markdown.contains("``` command="), markdown);
    assertTrue(markdown.chars().allMatch(c -> c >= 0x20 && c < 0xd800), markdown);
  }

  @Test
  void addressesAreOneSegmentEach() {
    assertEquals("%2E%2E%2F%2E%2E%2Fetc", SarifText.segment("../../etc"));
  }

  @Test
  void noMoreThanCodeScanningTakesAndWhatIsLeftOutIsCounted() throws IOException {
    List<Finding> many = new ArrayList<>();
    for (int i = 0; i < SarifReport.MOST_RESULTS + 7; i++) {
      many.add(
          Samples.finding("crontab", Severity.HIGH, Map.of("command", i + "x".repeat(10_000))));
    }
    GateVerdict verdict = Samples.verdict(many, List.of(), List.of(), List.of());
    JsonNode run = run(verdict);

    int shown = run.get("results").size();
    assertTrue(shown <= SarifReport.MOST_RESULTS, () -> "shown " + shown);
    assertEquals(many.size(), shown + run.at("/properties/leftOut").asInt());
    assertTrue(bytes(verdict).length < 10_000_000);
  }

  private static JsonNode run(GateVerdict verdict) throws IOException {
    return Json.mapper().readTree(bytes(verdict)).at("/runs/0");
  }

  private static byte[] bytes(GateVerdict verdict) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SarifReport.write(List.of(verdict), out);
    return out.toByteArray();
  }
}
