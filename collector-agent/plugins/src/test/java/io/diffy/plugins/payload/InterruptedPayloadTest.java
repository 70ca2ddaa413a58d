package io.diffy.plugins.payload;

import static io.diffy.plugins.payload.TestHost.pack;
import static io.diffy.plugins.payload.TestHost.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.kit.ShellRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends the script, nothing is left behind, and nothing it started runs on. */
@Execution(ExecutionMode.CONCURRENT)
class InterruptedPayloadTest {
  private static final String SHELLS = "io.diffy.plugin.kit.ShellRun#shells";
  private static final List<String> COREUTILS =
      List.of(
          "base64",
          "cat",
          "date",
          "head",
          "mkdir",
          "mktemp",
          "nice",
          "rm",
          "mv",
          "sed",
          "sha256sum",
          "sleep",
          "tr",
          "wc");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(SHELLS)
  void aSignalEndsItAtOnce(String shell) throws Exception {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      TestHost host = TestHost.in(folder).osqueryi(asleep());

      int exit = interrupted(shell, host, signal);

      assertEquals(signalled(signal), exit);
      assertNothingIsLeft(host);
    }
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void anOsqueryiThatDoesNotListenIsKilled(String shell) throws Exception {
    TestHost host = TestHost.in(folder).osqueryi("trap '' TERM\n" + asleep() + asleep());

    assertEquals(143, interrupted(shell, host, "TERM"));
    assertNothingIsLeft(host);
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void itTidiesUpEvenWhenItIsKilled(String shell) throws Exception {
    TestHost host = TestHost.in(folder).osqueryi(asleep());

    interrupted(shell, host, "KILL");

    assertNothingIsLeft(host);
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void coreutilsAreEnough(String shell) throws Exception {
    TestHost host = TestHost.in(folder).withOnly(COREUTILS).osqueryi("printf '[{\"path\":\"/\"}]'");

    assertEquals(
        "/", host.answers(shell, pack(query("a", "SELECT 1;"))).get(0).rows().get(0).get("path"));
  }

  @ParameterizedTest
  @MethodSource(SHELLS)
  void withoutTimeoutItWatchesTheClockItself(String shell) throws Exception {
    TestHost host = TestHost.in(folder).withOnly(COREUTILS).with("query-seconds", "1");
    host.osqueryi("case $2 in *slow*) " + asleep() + " ;; esac; printf '[]'");

    assertEquals(
        "osqueryi took longer than it may (1 s, all queries 240 s) and was stopped",
        host.answers(shell, pack(query("slow", "SELECT 'slow';"))).get(0).error());
    assertNothingIsLeft(host);
    assertEquals(143, interrupted(shell, host.with("query-seconds", "60"), "TERM"));
    assertNothingIsLeft(host);
  }

  /** Its command line names the folder, so that it can be found. */
  private String asleep() {
    return "/bin/sh -c 'sleep 70; : " + folder + "'\n";
  }

  private int interrupted(String shell, TestHost host, String signal)
      throws IOException, InterruptedException {
    String script = host.payload(pack(query("slow", "SELECT 'slow';"))).script();
    Process process = ShellRun.start(shell, script, folder);
    await(() -> host.running().stream().anyMatch(line -> line.contains("sleep 70")));
    new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it ends within 10 s");
    assertEquals(0, Files.size(folder.resolve("output")));
    return process.exitValue();
  }

  private void assertNothingIsLeft(TestHost host) {
    await(() -> host.running().isEmpty());
    await(
        () -> {
          try {
            return ShellRun.leftIn(folder).isEmpty();
          } catch (IOException e) {
            // A file went away while it was looked at.
            return false;
          }
        });
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not come to be within 15 s");
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  private static int signalled(String signal) {
    return switch (signal) {
      case "HUP" -> 129;
      case "INT" -> 130;
      default -> 143;
    };
  }
}
