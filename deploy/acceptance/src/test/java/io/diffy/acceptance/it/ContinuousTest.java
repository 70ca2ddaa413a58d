package io.diffy.acceptance.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.registry.TestFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups collected on and on, as a person sees it. */
final class ContinuousTest {
  private static final String WEB =
      "{\"groups\": [\n{\"key\": \"web\", \"target\": \"%s\", \"payload\": \"test-fleet\","
          + " \"collection\": \"test-fleet\"}]}";
  private static final int SIGTERM = 143;

  @TempDir private Path folder;

  @BeforeEach
  void aFleet() throws IOException {
    TestFleet.install(folder.resolve("plugins"));
    Files.writeString(
        folder.resolve("test.conf"),
        "{\"queries\": {\"crontab\": {\"query\": \"select 1\", \"interval\": 1}}}");
  }

  @Test
  void eachRunIsALineAndTheSumsComeAtTheEnd() throws Exception {
    try (DiffyProcess up =
        DiffyProcess.start(folder, "up", "--port", "0", "--partitions", "2", "--data", data())) {
      up.awaitLine("Ready.");
      try (DiffyProcess collector = DiffyProcess.start(folder, collector(groups("test-fleet")))) {
        collector.awaitLine("Collecting 1 of 1 groups: web");
        collector.awaitLine("web every 1 s, due 20");
        collector.interrupt();
        List<String> last = collector.awaitEnd();

        assertEquals(SIGTERM, collector.exitCode());
        String sums = last.get(last.size() - 1);
        assertTrue(sums.startsWith("Observations: offered "), sums);
        assertTrue(sums.endsWith("failed 0 + dropped 0 + in flight 0"), sums);
      }
      Cli hosts = Cli.diffy("hosts", "web", "--data", data());
      assertEquals(ExitCode.FAILURE, hosts.exitCode(), hosts::out);
      assertTrue(hosts.err().contains("nothing was judged here yet"), hosts.err());
    }
  }

  @Test
  void whatCannotBeMeantIsSaidBeforeAnythingIsAsked() throws IOException {
    Path groups = groups("test-fleet");
    assertWrong(
        ExitCode.USAGE,
        "name FILE, or --groups, --tls or --kafka-logger, and one of them",
        "collector");
    assertWrong(
        ExitCode.USAGE,
        "name FILE, or --groups, --tls or --kafka-logger, and one of them",
        "collector",
        "--groups",
        groups.toString(),
        "osqueryd.log");
    assertWrong(ExitCode.USAGE, "--at-once: 1 to 64", withBudget(groups, "0"));
    assertWrong(ExitCode.USAGE, "no target plugin \"nobody\"", collector(groups("nobody")));
    assertWrong(
        ExitCode.USAGE, "groups.json:2: groups[0].target: must", collector(groups("No One")));
    assertWrong(ExitCode.FAILURE, "no Kafka runs over", collector(groups("test-fleet")));
  }

  private static void assertWrong(int exitCode, String why, String... arguments) {
    Cli wrong = Cli.diffy(arguments);
    assertEquals(exitCode, wrong.exitCode(), wrong::err);
    assertTrue(wrong.err().contains(why), wrong::err);
  }

  private String[] collector(Path groups) {
    return withBudget(groups, "2");
  }

  private String[] withBudget(Path groups, String atOnce) {
    return new String[] {
      "collector",
      "--groups",
      groups.toString(),
      "--at-once",
      atOnce,
      "--pack",
      folder.resolve("test.conf").toString(),
      "--plugins",
      folder.resolve("plugins").toString(),
      "--data",
      data()
    };
  }

  private Path groups(String target) throws IOException {
    return Files.writeString(folder.resolve("groups.json"), WEB.formatted(target));
  }

  private String data() {
    return folder.resolve("data").toString();
  }
}
