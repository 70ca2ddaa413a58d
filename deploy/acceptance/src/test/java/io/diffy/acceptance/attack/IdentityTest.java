package io.diffy.acceptance.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.process.BoundedProcess;
import io.diffy.schemas.Instance;
import io.diffy.schemas.pack.PackQuery;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A process that wants to be taken for one of the agent's own. */
class IdentityTest {
  private static final OwnProcess OWN = OwnProcess.current();

  @Test
  void whoCallsItselfOsqueryiUnderOurPidIsSeen() {
    assertEquals(List.of("7"), seen(Map.of("pid", "7", "parent", OWN.pid(), "name", "osqueryi")));
  }

  @Test
  void whoGotThePidOfAProgramThatWeStartedIsSeen() throws Exception {
    String pid =
        new BoundedProcess(Duration.ofSeconds(9), 99)
            .run(new ProcessBuilder("/bin/sh", "-c", "echo $$"))
            .text()
            .strip();
    assertEquals(List.of(), seen(Map.of("pid", pid, "parent", OWN.pid())), "ours itself");
    assertEquals(
        List.of(pid), seen(Map.of("pid", pid, "parent", OWN.pid(), "start_time", "1000000000")));
    assertEquals(List.of(pid), seen(Map.of("pid", pid, "parent", "1")), "an orphan");
  }

  @Test
  void whoGotThePidOfAnEndedAncestorIsSeen() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            above -> {
              String pid = Long.toString(above.pid());
              assertEquals(List.of(pid), seen(Map.of("pid", pid)), "no parent is said");
            });
    assertEquals(List.of("999999"), seen(Map.of("pid", "999999", "parent", "1")));
  }

  @Test
  void whoWasStartedByTheSameShellIsSeen() throws Exception {
    Process other = new ProcessBuilder("sleep", "20").start();
    try {
      String pid = Long.toString(other.pid());
      assertEquals(List.of(pid), seen(Map.of("pid", pid, "parent", OWN.pid())), "not by the agent");
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  private static List<String> seen(Map<String, String> row) {
    RowSource host =
        new RowSource() {
          @Override
          public String describe() {
            return "a host";
          }

          @Override
          public QueryAnswer ask(PackQuery query) {
            return QueryAnswer.ok(List.of(row));
          }
        };
    return new CollectionRound(host, Instance.named("web", "i-1"), OWN, Clock.systemUTC())
        .ask(PackQuery.of("processes", "SELECT pid", 60)).stream()
            .flatMap(part -> part.rows().stream())
            .map(seen -> seen.get("pid"))
            .toList();
  }
}
