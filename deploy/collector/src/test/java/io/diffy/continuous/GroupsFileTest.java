package io.diffy.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.settings.SettingsError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file of groups may say, and where its errors are. */
final class GroupsFileTest {
  @TempDir private Path folder;

  @Test
  void whatIsNotSaidIsAsInAnAnalysis() throws IOException {
    assertEquals(
        List.of(
            new GroupPlan("web", "", "", "auto-scaling", "osquery", "ssm", Duration.ofMinutes(10)),
            new GroupPlan(
                "web",
                "123456789012",
                "us-east-1",
                "ec2-tag",
                "command",
                "own",
                Duration.ofSeconds(90)),
            new GroupPlan(
                "here", "", "", "local", "osquery", "local-shell", Duration.ofMinutes(10))),
        read(
            """
            {"groups": [
              {"key": "web", "target": "auto-scaling"},
              {"key": "web", "target": "ec2-tag", "account": "123456789012", "region": "us-east-1",
               "payload": "command", "collection": "own", "patience": "90s"},
              {"key": "here", "target": "local"}]}
            """));
  }

  @Test
  void aMarkBeforeTheTextIsNoPartOfIt() throws IOException {
    assertEquals(1, read("\ufeff{\"groups\": [{\"key\": \"a\", \"target\": \"local\"}]}").size());
  }

  @Test
  void anErrorNamesFileLineAndKey() {
    assertWrong("{\"groups\": []}", ":1: \"groups\" must list one group at least");
    assertWrong("{\"groups\":\n1e99999999999999999999}", ":2: a number out of range");
    assertWrong("{\"groups\": [\n{\"key\": \"web\"}]}", ":2: groups[0]: \"target\" is missing");
    assertWrong(
        "{\"groups\": [\n{\"key\": \"web\",\n\"target\": \"Local\"}]}",
        ":3: groups[0].target: must look like [a-z]");
    assertWrong(
        "{\"groups\": [{\"key\": \"a\\nb\", \"target\": \"local\"}]}", ":1: groups[0].key: must");
    assertWrong(
        "{\"groups\": [{\"key\": \"web\", \"target\": \"local\", \"intervall\": \"1h\"}]}",
        ":1: groups[0].intervall: unknown; known are key, target,");
    assertWrong(
        "{\"groups\": [{\"key\": \"web\", \"tarket\": \"local\"}]}",
        ":1: groups[0].tarket: unknown; did you mean target?; known are key, target,");
    assertWrong(
        "{\"groups\": [{\"key\": \"web\", \"target\": \"local\", \"patience\": \"long\"}]}",
        ":1: groups[0].patience: \"long\" is not a span");
    assertWrong(
        "{\"groups\": [{\"key\": \"web\", \"target\": \"local\"},\n{\"key\": \"web\", \"target\": \"ec2-tag\"}]}",
        ":2: groups[1]: another group has this key, account and region");
    assertWrong("groups: web", ":1: not JSON");
  }

  private void assertWrong(String text, String why) {
    SettingsError wrong = assertThrows(SettingsError.class, () -> read(text));
    String start = file() + why;
    assertEquals(
        start,
        wrong.getMessage().substring(0, Math.min(start.length(), wrong.getMessage().length())));
  }

  private List<GroupPlan> read(String text) throws IOException {
    Files.writeString(file(), text);
    return GroupsFile.read(file());
  }

  private Path file() {
    return folder.resolve("groups.json");
  }
}
