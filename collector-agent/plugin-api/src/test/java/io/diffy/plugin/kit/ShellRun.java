package io.diffy.plugin.kit;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of a script, as an instance runs it: {@code env -i} in an empty folder, as i-0abc.
 *
 * @param exit its exit code
 * @param output its standard output
 * @param errors its standard error
 */
public record ShellRun(int exit, byte[] output, String errors) {

  /** What an instance's /bin/sh may be. */
  public static List<String> shells() {
    return List.of("dash", "bash");
  }

  /**
   * Runs a script to its end.
   *
   * @param folder gets the folders {@code work}, where it stands, and {@code tmp}, its TMPDIR
   */
  public static ShellRun of(String shell, String script, Path folder)
      throws IOException, InterruptedException {
    Process process = start(shell, script, folder);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(shell + " did not end within a minute");
    }
    return ended(process, folder);
  }

  /** Starts a script whose output {@link #ended} reads. */
  public static Process start(String shell, String script, Path folder) throws IOException {
    Files.createDirectories(folder.resolve("work"));
    Files.createDirectories(folder.resolve("tmp"));
    // What this process ignores (nohup, a shell's background) a shell it starts could not trap.
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal",
                "-i",
                "TMPDIR=" + folder.resolve("tmp"),
                "AWS_SSM_INSTANCE_ID=i-0abc"));
    command.addAll(List.of(program(shell), "-c", script));
    return new ProcessBuilder(command)
        .directory(folder.resolve("work").toFile())
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectOutput(folder.resolve("output").toFile())
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  /** What a process that ended has printed. */
  public static ShellRun ended(Process process, Path folder) throws IOException {
    return new ShellRun(
        process.exitValue(),
        Files.readAllBytes(folder.resolve("output")),
        Files.readString(folder.resolve("errors"), StandardCharsets.ISO_8859_1));
  }

  /** What stands in the two folders now; nothing, when it tidied up. */
  public static List<String> leftIn(Path folder) throws IOException {
    List<String> left = new ArrayList<>();
    for (String each : List.of("work", "tmp")) {
      try (Stream<Path> files = Files.walk(folder.resolve(each))) {
        files.skip(1).map(folder::relativize).map(Path::toString).sorted().forEach(left::add);
      }
    }
    return left;
  }

  /** A test that skips a missing shell would prove nothing: it fails. */
  private static String program(String shell) {
    return Stream.of("/bin/", "/usr/bin/")
        .map(place -> place + shell)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(shell + " is missing here; install it"));
  }
}
