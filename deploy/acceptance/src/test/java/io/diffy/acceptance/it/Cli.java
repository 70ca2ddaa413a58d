package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cli.Diffy;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** One call of {@code diffy} inside this JVM, and what it wrote. */
public record Cli(int exitCode, String out, String err) {

  public static Cli diffy(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Screen screen =
        Screen.plain(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    int exitCode = Diffy.run(Map.of(), screen, arguments);
    return new Cli(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** What it wrote beside its output, but for the signs that it is still at work. */
  public List<String> complaints() {
    return err.lines().filter(line -> !line.matches(".* … \\d+ s")).toList();
  }

  public List<String> lines() {
    return out.lines().toList();
  }
}
