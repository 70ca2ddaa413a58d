package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.codec.Codec;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Terminal;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** For every command that prints results. */
final class OutputOptions {
  /** How results are printed. */
  enum Format {
    /** For a person. */
    TABLE,
    /** One array. */
    JSON,
    /** One object per line, as the topics hold them. */
    NDJSON
  }

  @Option(
      names = "--format",
      paramLabel = "table|json|ndjson",
      defaultValue = "table",
      description = "How results are printed. Default: ${DEFAULT-VALUE}")
  private Format format;

  OutputOptions() {}

  OutputOptions(Format format) {
    this.format = format;
  }

  boolean isTable() {
    return format == Format.TABLE;
  }

  /** Where to say what is no result: among the results where nobody parses them. */
  Screen remarks(Screen screen) {
    return isTable() ? screen : screen.aside();
  }

  /** Prints values: for a program as the contract's own JSON. */
  <T> void print(Screen screen, Codec<T> codec, List<T> values, Consumer<List<T>> table) {
    if (isTable()) {
      table.accept(values);
    } else {
      json(screen, lines(codec, values));
    }
  }

  /** The same for what has no end: each value on a line, in every format for programs. */
  <T> void printOn(Screen screen, Codec<T> codec, List<T> values, Consumer<List<T>> table) {
    if (isTable()) {
      table.accept(values);
    } else {
      print(screen, lines(codec, values));
    }
  }

  /** Prints JSON objects in the one or the other way. */
  void json(Screen screen, List<String> objects) {
    print(
        screen, format == Format.JSON ? List.of("[" + String.join(",\n", objects) + "]") : objects);
  }

  private static <T> List<String> lines(Codec<T> codec, List<T> values) {
    return values.stream().map(value -> new String(codec.encode(value), UTF_8)).toList();
  }

  private static void print(Screen screen, List<String> json) {
    json.forEach(line -> screen.out().println(Terminal.safeJson(line)));
    screen.out().flush();
  }
}
