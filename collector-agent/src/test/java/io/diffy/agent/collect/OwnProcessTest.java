package io.diffy.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.process.BoundedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bash (30) runs "diffy | less" as the job 42; what else there is shall be seen. */
class OwnProcessTest {
  private static final long START = 1000;

  @TempDir Path proc;

  @BeforeEach
  void aShellAndItsJob() throws IOException {
    process(30, "bash", 29, 30, 30, START);
    process(42, "java", 30, 42, 30, START + 50);
    process(43, "less", 30, 42, 30, START + 50);
    fd(42, 1, "pipe:[7]");
    fd(43, 0, "pipe:[7]");
  }

  @Test
  void theCollectorItsShellAndTheRestOfItsPipeAreLeftOut() {
    assertEquals(
        List.of("29"),
        seen(List.of(row(29, 1, "sshd"), row(30, 29, "bash"), row(42, 30, ""), row(43, 30, ""))));
  }

  @Test
  void whoGetsThePidOfTheEndedShellIsSeen() throws IOException {
    OwnProcess own = OwnProcess.of(proc, "42");
    process(30, "evil-miner", 1, 30, 30, START + 9000);

    assertEquals(List.of("30"), seen(own, List.of(row(30, 1, "evil-miner"), row(42, 1, "java"))));
    Files.delete(proc.resolve("30/stat"));
    assertEquals(List.of("30"), seen(own, List.of(row(30, 29, "evil-miner"))));
  }

  @Test
  void whoWasStartedAtTheSameTimeByTheSameShellIsSeenWithoutOurPipe() throws IOException {
    process(44, "nc", 30, 42, 30, START + 50);
    process(45, "nc", 30, 45, 30, START + 50);
    process(46, "nc", 30, 42, 31, START + 50);
    for (int pid : List.of(45, 46)) {
      fd(pid, 0, "pipe:[7]");
    }
    fd(44, 0, "pipe:[8]");

    assertEquals(
        List.of("44", "45", "46"),
        seen(List.of(row(44, 30, "nc"), row(45, 30, "nc"), row(46, 30, "nc"))));
  }

  @Test
  void orphansAreNotOursWhoeverOurParentWas() throws IOException {
    process(42, "java", 1, 42, 30, START);
    process(43, "osqueryi", 1, 42, 30, START);

    assertEquals(List.of("43"), seen(List.of(row(43, 1, "osqueryi"), row(42, 1, "java"))));
  }

  @Test
  void aNameMakesNobodyOurChild() throws Exception {
    String pid =
        new BoundedProcess(Duration.ofSeconds(5), 100)
            .run(new ProcessBuilder("/bin/sh", "-c", "echo $$; sleep 0.2"))
            .text()
            .strip();
    OwnProcess own = OwnProcess.current();

    assertTrue(
        seen(own, List.of(Map.of("pid", pid, "parent", own.pid()))).isEmpty(), "we started it");
    assertEquals(
        List.of("7"),
        seen(own, List.of(Map.of("pid", "7", "parent", own.pid(), "name", "osqueryi"))));
    assertEquals(
        List.of(pid),
        seen(own, List.of(Map.of("pid", pid, "parent", own.pid(), "start_time", "1000"))));
  }

  @Test
  void portsOfTheShellAreNobodysOwn() {
    assertEquals(List.of("30"), seen(List.of(Map.of("pid", "30", "port", "22"))));
  }

  private List<String> seen(List<Map<String, String>> rows) {
    return seen(OwnProcess.of(proc, "42"), rows);
  }

  private static List<String> seen(OwnProcess own, List<Map<String, String>> rows) {
    return own.leaveOut(rows).stream().map(row -> row.get("pid")).toList();
  }

  private static Map<String, String> row(int pid, int parent, String name) {
    return Map.of("pid", "" + pid, "parent", "" + parent, "name", name);
  }

  private void process(int pid, String name, int parent, int group, int session, long start)
      throws IOException {
    Files.createDirectories(proc.resolve(pid + "/fd"));
    Files.writeString(
        proc.resolve(pid + "/stat"),
        "%d (%s) S %d %d %d 0 -1 4 1 2 3 4 5 6 0 0 20 0 1 0 %d 1 2\n"
            .formatted(pid, name, parent, group, session, start));
  }

  private void fd(int pid, int number, String target) throws IOException {
    Files.createSymbolicLink(proc.resolve(pid + "/fd/" + number), Path.of(target));
  }
}
