package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.codec.Codec;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Writes values as a program wants them: the contract's own JSON. */
final class CommandOutput {
  private final Screen screen;

  CommandOutput(Screen screen) {
    this.screen = screen;
  }

  <T> void print(OutputFormat format, Codec<T> codec, List<T> values) {
    List<String> lines = new ArrayList<>();
    values.forEach(value -> lines.add(Terminal.safeJson(new String(codec.encode(value), UTF_8))));
    if (format == OutputFormat.JSON) {
      screen.out().println("[" + String.join(",\n", lines) + "]");
    } else {
      lines.forEach(screen.out()::println);
    }
    screen.out().flush();
  }
}
