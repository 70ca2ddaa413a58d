package io.diffy.cli.command;

import static io.diffy.cli.command.FindingsBroker.GONE;
import static io.diffy.cli.command.FindingsBroker.GONE_CLOSED;
import static io.diffy.cli.command.FindingsBroker.LISTENER;
import static io.diffy.cli.command.FindingsBroker.USER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.json.FindingCodec;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings and hosts: which are shown, in what order and form. */
final class FindingsCommandTest extends TypedAtFindings {
  @Test
  void findingsShowsTheOpenOnesHighestScoreFirst() {
    assertEquals(ExitCode.FINDINGS, diffy("findings"));
    String shown = text(out);
    assertTrue(shown.indexOf("listening_ports") < shown.indexOf("users"), shown);
    assertTrue(shown.indexOf("users") < shown.indexOf("crontab"), shown);
    assertFalse(shown.contains("mounts"), shown);
  }

  @Test
  void findingsAllShowsWhyTheOthersWereClosed() {
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--all"));
    assertTrue(text(out).contains("closed: row gone"), text(out));
  }

  @Test
  void whatAFilterHidesIsCounted() {
    assertEquals(
        ExitCode.FINDINGS, diffy("findings", "--group", "web-prod", "--query", "users,cron*"));
    assertTrue(text(out).contains("2 findings; 1 hidden by the filter."), text(out));
    out.reset();
    assertEquals(
        ExitCode.NOTHING_FOUND,
        diffy("findings", "--group", "web-prod", "--query", "users", "--host", "i-a"));
    assertEquals("No open findings of web-prod; 3 hidden by the filter.\n", text(out));
    assertEquals(ExitCode.NOTHING_FOUND, diffy("findings", "--group", "web-prod", "--since", "1h"));
    assertEquals(
        ExitCode.NOTHING_FOUND, diffy("findings", "--group", "web-prod", "--severity", "critical"));
    out.reset();
    diffy("findings", "--group", "web-prod", "--state", "closed");
    assertTrue(text(out).contains("closed: row gone"), text(out));
    assertFalse(text(out).contains("listening_ports"), text(out));
  }

  @Test
  void aFilterThatNothingCouldMeetIsATypingError() {
    assertEquals(ExitCode.FAILURE, diffy("findings", "--query", "crontb"));
    assertTrue(text(err).contains("did you mean crontab?"), text(err));
    assertEquals(ExitCode.FAILURE, diffy("findings", "--host", "i-zzz"));
    assertTrue(text(err).contains("no finding, open or closed, names the host"), text(err));
    assertEquals(ExitCode.USAGE, diffy("findings", "--severity", "hgih"));
    assertTrue(text(err).contains("did you mean high?"), text(err));
  }

  @Test
  void findingsAndHostsOfSeveralGroupsSayWhichGroupEachIsOf() {
    diffy("findings");
    assertTrue(text(out).lines().findFirst().orElse("").contains("  GROUP "), text(out));
    assertTrue(text(out).contains("123456789012:us-east-1:api"), text(out));
    out.reset();
    assertEquals(ExitCode.FINDINGS, diffy("hosts"));
    assertTrue(text(out).lines().findFirst().orElse("").contains("  GROUP "), text(out));
    out.reset();
    diffy("findings", "--group", "web-prod");
    assertFalse(text(out).contains("GROUP"), text(out));
  }

  @Test
  void hostsRanksBySummedScore() {
    assertEquals(ExitCode.FINDINGS, diffy("hosts", "web-prod"));
    String shown = text(out);
    assertTrue(shown.contains("1  i-a"), shown);
    assertTrue(shown.contains("5.3"), shown);
    assertTrue(shown.contains("2  i-b"), shown);
  }

  @Test
  void aSpreadsheetGetsLinesThatItDoesNotTakeForFormulas() {
    assertEquals(ExitCode.FINDINGS, diffy("findings", "--format", "csv"));
    List<String> lines = List.of(text(out).split("\r\n"));
    assertTrue(lines.get(0).startsWith("uid,group,query,kind,severity,"), lines.get(0));
    assertEquals(7, lines.size(), text(out));
    assertFalse(text(out).contains("\u001b"), text(out));
    out.reset();
    diffy("hosts", "web-prod", "--format", "csv");
    assertTrue(text(out).contains("1,web-prod,i-a,5.300,3.200,2,"), text(out));
    assertEquals(ExitCode.USAGE, diffy("learnt", "web-prod", "--format", "csv"));
  }

  @Test
  void whatAReplayWroteIsReadWithoutAKafka(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("found's.ndjson.gz");
    try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
      for (Finding finding : List.of(LISTENER, USER, GONE, GONE_CLOSED)) {
        zipped.write(new FindingCodec().encode(finding));
        zipped.write('\n');
      }
    }
    String input = file.toString();
    assertEquals(ExitCode.FINDINGS, run(Map.of(), "findings", "--input", input));
    assertTrue(text(out).contains("2 findings."), text(out));
    assertEquals(ExitCode.FINDINGS, run(Map.of(), "hosts", "web-prod", "--input", input));
    assertEquals(ExitCode.FAILURE, run(Map.of(), "hosts", "web", "--input", input));
    out.reset();
    assertEquals(0, run(Map.of(), "explain", "11111111", "--input", input));
    String quoted = " --input '" + input.replace("'", "'\\''") + "'";
    assertTrue(text(out).contains("diffy hosts web-prod" + quoted), text(out));
    assertFalse(text(out).contains("diffy accept"), text(out));

    assertEquals(ExitCode.FAILURE, run(Map.of(), "explain", "ffffffff", "--input", input));
    assertTrue(text(err).contains("; diffy findings --all" + quoted + " lists them"), text(err));
    assertEquals(ExitCode.FAILURE, run(Map.of(), "search", "--row", "a=b", "--input", input));
    assertTrue(text(err).contains("; show them: diffy findings" + quoted), text(err));
  }

  @Test
  void theTextOfAnyHostFindsIt(@TempDir Path folder) throws Exception {
    ShownThing two =
        LISTENER
            .thing()
            .orElseThrow()
            .with(
                List.of(
                    new ShownItem("aa", Map.of(), List.of("i-a")),
                    new ShownItem("bb", Map.of("path", "/tmp/y"), List.of("i-b"))));
    Finding finding = LISTENER.with(LISTENER.evidence().of(two));
    Path file = Files.write(folder.resolve("two.ndjson"), new FindingCodec().encode(finding));
    for (String path : List.of("/tmp/x", "/tmp/y")) {
      String[] sought = {"findings", "--input", file.toString(), "--row", "path=" + path};
      assertEquals(ExitCode.FINDINGS, run(Map.of(), sought), path);
    }
  }

  @Test
  void aFileThatHoldsNoFindingIsNoFileWithoutFindings(@TempDir Path folder) throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.ndjson"), "");
    assertEquals(ExitCode.FAILURE, run(Map.of(), "findings", "--input", empty.toString()));
    Path other = Files.writeString(folder.resolve("log.ndjson"), "{\"name\":\"crontab\"}\nx\n");
    assertEquals(ExitCode.FAILURE, run(Map.of(), "hosts", "web", "--input", other.toString()));
    assertTrue(text(err).contains("none of the 2 lines"), text(err));
    assertTrue(text(err).contains("diffy replay " + other), text(err));
  }

  @Test
  void ndjsonIsWhatTheTopicHolds() throws Exception {
    diffy("findings", "--format", "ndjson");
    List<String> lines = text(out).lines().toList();
    assertEquals(6, lines.size());
    assertEquals(LISTENER, new FindingCodec().decode(lines.get(0).getBytes(UTF_8)));
  }

  @Test
  void hostileRowsReachNeitherScreenNorProgramUnescaped() {
    diffy("findings");
    diffy("findings", "--format", "json");
    assertFalse(text(out).contains("\u001b"), text(out));
    assertFalse(text(out).contains("\u202e"), text(out));
  }
}
