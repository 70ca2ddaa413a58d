package io.diffy.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.it.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query's items, the rarest first. */
final class StackCommandTest extends TypedAtFindings {
  private static final String GOOD = "{\"path\":\"/etc/crontab\",\"command\":\"run-parts\"}";
  private static final String EVIL = "{\"path\":\"/tmp/\\u001b[2Jx\",\"command\":\"sh\"}";

  @TempDir Path folder;

  private Path night;

  @BeforeEach
  void aNight() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int host = 1; host <= 15; host++) {
      lines.add(answer("web-" + host, "ok", host == 7 ? GOOD + "," + EVIL : GOOD));
    }
    lines.add(answer("web-16", "error", ""));
    night = Files.write(folder.resolve("night.ndjson"), lines);
  }

  @Test
  void theRarestIsFirstWithItsHostsAndWhatIsNotCounted() {
    Cli stack = stack("crontab");
    assertEquals(0, stack.exitCode(), stack::err);
    assertEquals(
        """
           HOSTS  SINCE (UTC)
         1 of 15  2026-11-20 03:00
            path=/tmp/\\x1b[2Jx command=sh
            on web-7
        15 of 15  2026-11-20 03:00
            path=/etc/crontab command=run-parts
            on every host

        2 things on 15 hosts.
        15 whole answers were read, given from 2026-11-20 03:00 to 2026-11-20 03:00.
        What was there at first may be older.
        Not counted: web-16 (only answers that are cut or failed).
        """,
        stack.out());
  }

  @Test
  void columnsAndNumberCanBeChosen() {
    String out = stack("crontab", "--by", "command,path", "--rarest", "1").out();
    assertTrue(out.contains("    command=sh path=/tmp/"), out);
    assertTrue(out.contains("The rarest 1 of 2 things, on 15 hosts; --rarest 2 shows all."), out);
    assertFalse(out.contains("run-parts"), out);
  }

  @Test
  void whoDecidesIsNoColumn() {
    Map<String, String> decides = Map.of("DIFFY_BY", "anna");
    assertEquals(0, run(decides, "stack", "web", "crontab", "--input", night.toString()));
    assertTrue(text(out).contains("2 things on 15 hosts."), text(out));
  }

  @Test
  void programsGetAllOfIt() {
    List<String> lines = stack("crontab", "--format", "ndjson").lines();
    assertEquals(2, lines.size());
    assertTrue(
        lines.get(0).contains("\"hosts\":1,\"of\":15,\"instances\":[\"web-7\"]"), lines.get(0));
    assertTrue(
        stack("crontab", "--format", "csv").out().contains("web,crontab,1,15,2026-11-20T03"));
  }

  @Test
  void whatCannotBeStackedIsNoEmptyStack() {
    Cli typed = stack("crontb");
    assertEquals(ExitCode.FAILURE, typed.exitCode());
    assertTrue(typed.err().contains("did you mean crontab?"), typed.err());
    assertTrue(stack("crontab", "--by", "pth").err().contains("did you mean path?"));
    assertEquals(ExitCode.FAILURE, stack("crontab", "--since", "2027-01-01").exitCode());
    assertEquals(ExitCode.USAGE, stack("crontab", "--rarest", "0").exitCode());
  }

  @Test
  void theTopicIsStackedForTheGroupAlone() {
    assertEquals(0, diffy("stack", "1:us-east-1:api", "processes"), () -> text(err));
    assertTrue(text(out).contains("path=/tmp/x\n    on i-a\n"), text(out));
    assertTrue(text(out).contains("2 things on 2 hosts."), text(out));
    assertEquals(ExitCode.FAILURE, diffy("stack", "1:us-east-1:api", "users"));
    assertTrue(text(err).contains("it holds processes"), text(err));
  }

  private Cli stack(String query, String... more) {
    List<String> all = new ArrayList<>(List.of("stack", "web", query, "--input", night.toString()));
    all.addAll(List.of(more));
    return Cli.diffy(all.toArray(String[]::new));
  }

  private static String answer(String host, String coverage, String rows) {
    return "{\"asg\":\"web\",\"instance_id\":\"%s\",\"query\":\"crontab\",\"collected_at\":\"2026-11-20T03:00:00Z\",\"coverage\":\"%s\",\"rows\":[%s]}"
        .formatted(host, coverage, rows);
  }
}
