package io.diffy.webhook;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import io.diffy.view.CorrelatedFindings;
import java.util.List;
import java.util.stream.Stream;

/** A message is JSON within Slack's limits, and calls nobody, whatever a finding says. */
class FuzzedSlackTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() {
    FindingCodec codec = new FindingCodec();
    return Stream.of(
        new FuzzTarget(
            "slack-message",
            List.of(codec.encode(TestFindings.CHANGED_SINCE_BASELINE)),
            input -> {
              try {
                return outcome(codec.decode(input));
              } catch (MalformedRecord e) {
                return e.getMessage();
              }
            }));
  }

  private static String outcome(Finding finding) throws Exception {
    SlackMessage message = new SlackMessage("https://siem/{group}/{uid}");
    JsonNode json =
        Json.tree(message.of(new CorrelatedFindings(finding, List.of(finding, finding))));
    JsonNode blocks = json.path("blocks");
    assertTrue(blocks.path(0).path("text").path("text").asText().length() <= 150);
    assertTrue(blocks.path(1).path("text").path("text").asText().length() <= 3_000);
    String text = json.path("text").asText();
    assertFalse(text.contains("<") || text.contains("@channel") || text.contains("@here"), text);
    Json.tree(message.of(List.of(new CorrelatedFindings(finding, List.of()))));
    return "sent";
  }
}
