package io.diffy.standalone.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.codec.Codec;
import io.diffy.standalone.terminal.Screen;
import io.diffy.standalone.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;

/** Writes values as a program wants them: the contract's own JSON. */
final class Output {
  private final Screen screen;

  Output(Screen screen) {
    this.screen = screen;
  }

  <T> void print(Format format, Codec<T> codec, List<T> values) {
    List<String> lines = new ArrayList<>();
    values.forEach(value -> lines.add(Terminal.safeJson(new String(codec.encode(value), UTF_8))));
    if (format == Format.JSON) {
      screen.out().println("[" + String.join(",\n", lines) + "]");
    } else {
      lines.forEach(screen.out()::println);
    }
    screen.out().flush();
  }
}
