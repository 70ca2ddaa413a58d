package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.EmittedFindings;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays of labelled fleets, and their findings against all of OCSF 1.8.0. Runs with {@code
 * -Dshared.data=DIR}, where DIR holds {@code fleet} and {@code ocsf}.
 */
final class FleetConformanceTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void requireData() {
    String given = System.getProperty("shared.data", "");
    assumeTrue(!given.isEmpty(), "needs -Dshared.data=DIR with DIR/fleet and DIR/ocsf");
    data = Path.of(given);
  }

  @Test
  void aFleetThatDiffersInNothingThatMattersGivesNoFinding() throws Exception {
    assertEquals(List.of(), replay("clean-60", ExitCode.NOTHING_FOUND));
  }

  @Test
  void everyLabelledAttackIsFoundAndEveryFindingConformsToOcsf() throws Exception {
    List<String> events = replay("snapshot-200", ExitCode.FINDINGS);
    assertEquals(List.of(), EmittedFindings.wrongWith(events));
    List<Finding> findings = new ArrayList<>();
    for (String event : events) {
      findings.add(finding(event));
    }
    List<String> missed = new ArrayList<>();
    for (JsonNode attack : truth("snapshot-200").get("attacks")) {
      if (findings.stream().noneMatch(finding -> shows(attack, finding))) {
        missed.add(attack.get("attack_id").asText() + " " + attack.get("type").asText());
      }
    }
    assertEquals(List.of(), missed);
  }

  private List<String> replay(String fleet, int exitCode) throws IOException {
    Path output = folder.resolve("findings.ndjson");
    Path input = data.resolve("fleet").resolve(fleet).resolve("observations.ndjson.gz");
    Cli replay = Cli.diffy("replay", "--input", input.toString(), "--output", output.toString());
    assertEquals(exitCode, replay.exitCode(), () -> replay.err() + replay.out());
    assertTrue(replay.err().contains(" 0 lines left out as malformed"), replay.err());
    return Files.readAllLines(output);
  }

  private JsonNode truth(String fleet) throws IOException {
    return Json.mapper()
        .readTree(Files.readAllBytes(data.resolve("fleet").resolve(fleet).resolve("truth.json")));
  }

  /** Whether the finding is about the attacked instance and carries some evidence of the attack. */
  private static boolean shows(JsonNode attack, Finding finding) {
    String attacked = attack.get("instance_id").asText();
    if (finding.instances().stream().noneMatch(i -> i.instanceId().equals(attacked))) {
      return false;
    }
    for (JsonNode evidence : attack.get("evidence")) {
      if (finding.query().equals(evidence.get("query").asText())
          && isEvidence(evidence, finding.kind(), finding.row())) {
        return true;
      }
    }
    return false;
  }

  /** What was changed may also be reported as its old row missing, or its new one unexpected. */
  private static boolean isEvidence(JsonNode evidence, Kind kind, Map<String, String> row) {
    String labelled = evidence.get("kind").asText();
    if (labelled.equals("missing")) {
      return kind == Kind.MISSING && matches(evidence.get("match"), row);
    }
    if (kind == Kind.MISSING) {
      return labelled.equals("changed")
          && evidence.has("match_old")
          && matches(evidence.get("match_old"), row);
    }
    return matches(evidence.get("match"), row);
  }

  /** At least half of the identifying columns are there, and all that are there agree. */
  private static boolean matches(JsonNode columns, Map<String, String> row) {
    int there = 0;
    for (Map.Entry<String, JsonNode> column : columns.properties()) {
      String value = row.get(column.getKey());
      if (value != null && !value.equals(column.getValue().asText())) {
        return false;
      }
      there += value == null ? 0 : 1;
    }
    return there > 0 && 2 * there >= columns.size();
  }

  private static Finding finding(String event) throws MalformedRecord {
    return new FindingCodec().decode(event.getBytes(UTF_8));
  }
}
