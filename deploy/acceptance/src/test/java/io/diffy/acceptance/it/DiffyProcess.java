package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.acceptance.ClassData;
import io.diffy.acceptance.OwnThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code diffy <command>} as a process of its own. It goes with the test, whatever happens. */
public final class DiffyProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final BufferedReader out;
  private final Path errors;

  private DiffyProcess(Process process, Path errors) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    this.errors = errors;
  }

  /**
   * Starts it on the class path of the test.
   *
   * @param folder where the process puts its temporary files and what it says on stderr
   */
  public static DiffyProcess start(Path folder, String... arguments) throws IOException {
    Path temporary = Files.createDirectories(temporary(folder));
    Path errors = folder.resolve("stderr.txt");
    List<String> command = ClassData.java();
    command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "io.diffy.cli.Diffy"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("DIFFY_"));
    return new DiffyProcess(builder.start(), errors);
  }

  /** Where a process of that folder puts its temporary files. */
  static Path temporary(Path folder) {
    return folder.resolve("tmp");
  }

  /** Waits until it prints a line that starts so. */
  public void awaitLine(String start) throws Exception {
    CompletableFuture<Boolean> said =
        CompletableFuture.supplyAsync(() -> readUpTo(start), OwnThread::start);
    try {
      if (!said.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it ended before it said \"" + start + "\": " + errors());
      }
    } catch (TimeoutException e) {
      throw new AssertionError(
          "it did not say \"%s\" within %d s: %s".formatted(start, PATIENCE.toSeconds(), errors()),
          e);
    } catch (ExecutionException e) {
      throw new AssertionError("its output could not be read: " + errors(), e);
    }
  }

  /** Waits until it ends by itself; returns the lines it printed. */
  public List<String> awaitEnd() throws Exception {
    CompletableFuture<List<String>> said =
        CompletableFuture.supplyAsync(() -> out.lines().toList(), OwnThread::start);
    try {
      List<String> lines = said.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      process.waitFor();
      return lines;
    } catch (TimeoutException e) {
      throw new AssertionError(
          "it still runs after %d s: %s".formatted(PATIENCE.toSeconds(), errors()), e);
    }
  }

  /** Once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Its number at the operating system. */
  long pid() {
    return process.pid();
  }

  /** {@code kill -9}: it has no say in this. Returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** {@code kill}, which is what Ctrl-C does too; returns its exit code. */
  public int stop() throws Exception {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "it still runs %d s after it was asked to stop: %s"
              .formatted(PATIENCE.toSeconds(), errors()));
    }
    return process.exitValue();
  }

  /** The same, for who wants to hear its last words by {@link #awaitEnd}. */
  public void interrupt() {
    // Through the process itself its output would be closed at once.
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean readUpTo(String start) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(start)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String errors() throws IOException {
    return Files.readString(errors);
  }
}
