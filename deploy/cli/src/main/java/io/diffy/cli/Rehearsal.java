package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cli.command.ExitCode;
import io.diffy.cluster.FileTree;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.stream.Stream;

/**
 * Runs short commands one after the other over a folder of its own, and ends. What they loaded is
 * what the launcher keeps in an archive of class data: Java writes it when this process exits with
 * 0.
 */
final class Rehearsal {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Two hosts of a group of three agree, so that there is something to find, rank and print. */
  private static final String ANSWER =
      "{\"asg\":\"web\",\"instance_id\":\"i-%d\",\"query\":\"crontab\","
          + "\"collected_at\":\"2026-11-20T00:00:00Z\",\"rows\":[{\"minute\":\"%d\",\"hour\":\"3\","
          + "\"day_of_month\":\"*\",\"month\":\"*\",\"day_of_week\":\"*\",\"command\":\"backup\","
          + "\"path\":\"/etc/crontab\"}]}";

  private static final List<String> RECORDING =
      List.of(ANSWER.formatted(1, 17), ANSWER.formatted(2, 17), ANSWER.formatted(3, 42));

  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    haltAfter(LONGEST);
    Path folder = Files.createTempDirectory("diffy-rehearsal-");
    boolean played;
    try {
      played = play(folder);
    } finally {
      FileTree.delete(folder);
    }
    System.exit(played ? 0 : ExitCode.FAILURE);
  }

  static boolean play(Path folder) throws IOException {
    String recording = Files.write(folder.resolve("web.ndjson"), RECORDING, UTF_8).toString();
    Path host = Files.createDirectories(folder.resolve("host"));
    Files.writeString(
        Files.createDirectory(host.resolve("etc")).resolve("passwd"),
        "root:x:0:0::/root:/bin/sh\n");
    List<String> local =
        List.of("local", "--root", host.toString(), "--data", folder.resolve("data").toString());
    return run(List.of("--help"))
        && run(List.of("replay", "--input", recording))
        && run(with(List.of("new", "baseline"), local))
        && run(with(List.of("new", "analysis"), local));
  }

  private static List<String> with(List<String> command, List<String> options) {
    return Stream.concat(command.stream(), options.stream()).toList();
  }

  private static boolean run(List<String> command) {
    int code =
        Diffy.run(Map.of(), Screen.plain(System.out, System.err), command.toArray(String[]::new));
    return code == ExitCode.NOTHING_FOUND || code == ExitCode.FINDINGS;
  }

  /** Nobody waits for a rehearsal that hangs. */
  private static void haltAfter(Duration time) {
    TimerTask halt =
        new TimerTask() {
          @Override
          public void run() {
            Runtime.getRuntime().halt(ExitCode.FAILURE);
          }
        };
    new Timer("longest-rehearsal", true).schedule(halt, time.toMillis());
  }
}
