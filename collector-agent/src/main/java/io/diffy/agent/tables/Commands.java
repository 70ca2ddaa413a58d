package io.diffy.agent.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks a command of the running host, with bounds on its time and its output. */
final class Commands {
  /** Fixed, because the PATH of whoever started us decides nothing here. */
  private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private static final int SECONDS = 10;
  private static final int LONGEST_OUTPUT = 16 << 20;
  private static final int LONGEST_ERROR = 300;

  private Commands() {}

  /**
   * What the command prints.
   *
   * @throws Unavailable when it is not installed, fails, or takes longer than ten seconds
   */
  static String output(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(find(name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> output = reading(process.getInputStream());
      CompletableFuture<String> error = reading(process.getErrorStream());
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new Unavailable(name + " did not end within " + SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new Unavailable(
            name + " failed with exit code " + process.exitValue() + ": " + brief(error.join()));
      }
      return output.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while " + name + " was running");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path find(String name) throws Unavailable {
    for (String directory : DIRECTORIES) {
      Path program = Path.of(directory, name);
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    throw new Unavailable(
        name
            + " is not installed or may not be run (looked in "
            + String.join(", ", DIRECTORIES)
            + ")");
  }

  private static CompletableFuture<String> reading(InputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            String text = new String(in.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            return text;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Commands::inItsOwnThread);
  }

  /** Both streams are read at the same time, even where the common pool has one thread. */
  private static void inItsOwnThread(Runnable task) {
    Thread thread = new Thread(task, "read-output");
    thread.setDaemon(true);
    thread.start();
  }

  private static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_ERROR ? line : line.substring(0, LONGEST_ERROR) + "…";
  }
}
