package io.diffy.hostagent;

import io.diffy.service.OnExit;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Collects once from an empty host for a Kafka that is not there, and ends. What it loaded is what
 * the launcher keeps in an archive of class data, which Java writes at the exit.
 */
final class AgentRehearsal {
  private static final long MILLIS = 4_000;

  private AgentRehearsal() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Path folder = Files.createTempDirectory("diffy-agent-rehearsal-");
    Path passwd = Files.createDirectory(folder.resolve("etc")).resolve("passwd");
    Files.writeString(passwd, "root:x:0:0::/root:/bin/sh\n");
    Thread agent =
        new Thread(
            () ->
                DiffyAgent.run(
                    Map.of(),
                    Screen.plain(nowhere, nowhere),
                    "--group=rehearsal",
                    "--bootstrap-server=127.0.0.1:9",
                    "--root=" + folder,
                    "--buffer=" + folder.resolve("buffer")),
            "rehearsal");
    agent.setDaemon(true);
    agent.start();
    agent.join(MILLIS);
    OnExit.endBy(code -> {});
    System.exit(0);
  }
}
