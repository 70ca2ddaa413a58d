package io.diffy.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code diffy <command>}, the program as it is shipped. It goes with the test, whatever happens.
 */
final class DiffyProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path said;

  private DiffyProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts it.
   *
   * @param said takes what it prints
   */
  static DiffyProcess start(Path said, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("diffy.jar")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("DIFFY_"));
    return new DiffyProcess(builder.start(), said);
  }

  /** Waits until it has printed this. */
  void awaitText(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!said().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("it did not say \"%s\" but: %s".formatted(text, said()));
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
  }

  /** Waits until it ends by itself; returns its exit code. */
  int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it still runs; it said: " + said());
    }
    return process.exitValue();
  }

  /** {@code kill}, which is what Ctrl-C does too; returns its exit code. */
  int stop() throws IOException, InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  /** {@code kill -9}: it has no say in this. Returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  String said() throws IOException {
    return Files.readString(said);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
