package io.diffy.acceptance.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alerts fire when they should, by Prometheus's own tool where it is on the PATH. */
final class AlertsTest {
  private static final Path FOLDER =
      Path.of("..", "observability", "prometheus").toAbsolutePath().normalize();

  @Test
  void promtoolAgrees() throws Exception {
    assumeTrue(
        List.of(System.getenv("PATH").split(":", -1)).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "no promtool");
    run("check", "config", "prometheus.yml");
    run("test", "rules", "alerts_test.yml");
  }

  private static void run(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("promtool");
    builder.command().addAll(List.of(arguments));
    Process process = builder.directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
