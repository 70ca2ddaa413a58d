package io.diffy.agent.tables;

import io.diffy.agent.process.BoundedProcess;
import io.diffy.agent.process.BoundedProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks a command of the running host, with bounds on its time and its output. */
final class Commands {
  /** Fixed, because the PATH of whoever started us decides nothing here. */
  private static final List<String> DIRECTORIES = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int LONGEST_OUTPUT = 16 << 20;
  private static final int LONGEST_ERROR = 300;

  private Commands() {}

  /**
   * What the command prints.
   *
   * @throws Unavailable when it is not installed, fails, prints too much, or takes longer than ten
   *     seconds
   */
  static String output(String name, String... arguments) throws IOException {
    return result(name, arguments).text();
  }

  /** The same, with what it says of errors. */
  static Result result(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(find(name).toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C");
    try {
      Result result = new BoundedProcess(LONGEST, LONGEST_OUTPUT).run(builder);
      return switch (result.end()) {
        case BY_ITSELF -> whole(name, result);
        case TOO_MUCH_OUTPUT ->
            throw new Unavailable(name + " printed more than " + LONGEST_OUTPUT + " bytes");
        default ->
            throw new Unavailable(name + " did not end within " + LONGEST.toSeconds() + " s");
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while " + name + " was running");
    }
  }

  private static Result whole(String name, Result result) throws Unavailable {
    if (result.exit() != 0) {
      throw new Unavailable(
          name + " failed with exit code " + result.exit() + ": " + brief(result.errors()));
    }
    return result;
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

  private static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_ERROR ? line : line.substring(0, LONGEST_ERROR) + "…";
  }
}
