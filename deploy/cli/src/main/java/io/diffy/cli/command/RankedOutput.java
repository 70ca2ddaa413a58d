package io.diffy.cli.command;

import io.diffy.terminal.Screen;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The same as {@link OutputOptions}, and lines for a spreadsheet. */
final class RankedOutput {
  /** How results are printed. */
  enum Format {
    TABLE,
    JSON,
    NDJSON,
    CSV
  }

  @Option(
      names = "--format",
      paramLabel = "table|json|ndjson|csv",
      defaultValue = "table",
      description = "How results are printed. Default: ${DEFAULT-VALUE}")
  private Format format;

  /** The formats that every command has; those of a program for lines of a spreadsheet. */
  OutputOptions plain() {
    return new OutputOptions(
        switch (format) {
          case TABLE -> OutputOptions.Format.TABLE;
          case JSON -> OutputOptions.Format.JSON;
          default -> OutputOptions.Format.NDJSON;
        });
  }

  /** Prints the lines where they are wanted; tells whether they were. */
  boolean printed(Screen screen, Supplier<List<String>> lines) {
    if (format != Format.CSV) {
      return false;
    }
    lines.get().forEach(line -> screen.out().print(line + "\r\n"));
    screen.out().flush();
    return true;
  }
}
