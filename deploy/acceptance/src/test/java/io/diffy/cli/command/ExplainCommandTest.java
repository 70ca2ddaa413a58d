package io.diffy.cli.command;

import static io.diffy.cli.command.FindingsBroker.USER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finding is explained to a person and to a program. */
final class ExplainCommandTest extends TypedAtFindings {
  @Test
  void explainTellsTheLifeOfAFindingAndWhoAcceptedIt() {
    assertEquals(ExitCode.NOTHING_FOUND, diffy("explain", "44444444"), () -> text(err));
    assertTrue(text(out).startsWith("CLOSED (row gone): unexpected in mounts"), text(out));
    assertTrue(text(out).contains("found on i-c"), text(out));
    assertTrue(text(out).contains("closed: row gone"), text(out));
    assertFalse(text(out).contains("\u001b"), text(out));
  }

  @Test
  void explainForAProgramHoldsTheFindingItself() throws Exception {
    diffy("explain", "33333333", "--format", "json");
    JsonNode explained = Json.mapper().readTree(text(out));
    assertEquals(USER, new FindingCodec().decode(bytes(explained.get("finding"))));
    assertEquals(
        "found on i-b, severity high, confidence high",
        explained.at("/history/0/what").textValue());
    assertEquals("diffy hosts web-prod", explained.at("/next/commands/0").textValue());
  }

  @Test
  void explainGoesByThePackThatIsNamedAndSaysWhereTheQueryIsInNone(@TempDir Path folder)
      throws Exception {
    Path other =
        Files.writeString(
            folder.resolve("house.conf"),
            """
            {"queries": {"users": {"query": "SELECT * FROM users;", "interval": 900,
              "diffy": {"identity": ["username"], "severity": 1}},
              "other": {"query": "SELECT 1;", "interval": 900}}}
            """);
    assertEquals(0, diffy("explain", "33333333", "--pack", other.toString()));
    assertTrue(text(out).contains("the pack rates users 1 of 3"), text(out));
    Files.writeString(
        other, "{\"queries\": {\"other\": {\"query\": \"SELECT 1;\", \"interval\": 900}}}");
    assertEquals(0, diffy("explain", "33333333", "--pack", other.toString()));
    assertTrue(text(err).contains("users is not in the pack house"), text(err));
  }

  @Test
  void explainOfAnUnknownIdOrFileSaysSo() {
    assertEquals(ExitCode.FAILURE, diffy("explain", "ffffffff"));
    assertTrue(text(err).contains("there is no finding \"ffffffff\""), text(err));
    assertEquals(ExitCode.FAILURE, diffy("explain", "ffffffff", "--input", "/no/such/file"));
    assertTrue(text(err).contains("there is no file /no/such/file"), text(err));
    assertEquals(ExitCode.USAGE, diffy("explain", "fff"));
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(UTF_8);
  }
}
