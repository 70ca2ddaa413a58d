package io.diffy.acceptance.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java program as a process of its own, on the class path of the test: killed, paused and started
 * as an operating system does it. It goes with the test, whatever happens.
 */
public final class Jvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path log;
  private final long from;

  private Jvm(Process process, Path log, long from) {
    this.process = process;
    this.log = log;
    this.from = from;
  }

  /**
   * Starts it.
   *
   * @param folder where it puts its temporary files and, in {@code log.txt}, what it says
   * @param mainAndArguments the class and what follows it
   */
  static Jvm start(Path folder, List<String> mainAndArguments) throws IOException {
    return start(folder, List.of("-XX:TieredStopAtLevel=1", "-Xmx384m"), mainAndArguments);
  }

  /** The same with other options of the virtual machine. */
  static Jvm start(Path folder, List<String> options, List<String> mainAndArguments)
      throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path log = folder.resolve("log.txt");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(
        List.of("-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path")));
    // Behind, since of two class paths Java takes the last.
    command.addAll(options);
    command.addAll(mainAndArguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("DIFFY_"));
    long from = Files.exists(log) ? Files.size(log) : 0;
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Jvm(process, log, from);
  }

  /** Waits until it has said this. */
  void awaitText(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!said().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError(
            "it did not say \"%s\" within %d s, but: %s"
                .formatted(text, PATIENCE.toSeconds(), said()));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** {@code kill -9}: it has no say in this. Returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** {@code kill}, which asks it to stop in order; returns when it did. */
  public void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "it still runs %d s after it was asked to stop: %s"
              .formatted(PATIENCE.toSeconds(), said()));
    }
  }

  /**
   * Waits until it has ended by itself.
   *
   * @return its exit code
   */
  int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "it still runs after %d s: %s".formatted(PATIENCE.toSeconds(), said()));
    }
    return process.exitValue();
  }

  /** {@code kill -STOP}: it stands still, its connections stay open. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** {@code kill -CONT}: it goes on as if no time had passed. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Its number at the operating system. */
  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** What it has said since it was started. */
  public String said() throws IOException {
    byte[] all = Files.readAllBytes(log);
    return new String(all, (int) from, all.length - (int) from, UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (exit != 0) {
      throw new AssertionError("kill -" + name + " ended with " + exit);
    }
  }
}
