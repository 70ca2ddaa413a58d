package io.diffy.cli.command;

import picocli.CommandLine.Option;

/** For every command that prints results. */
final class OutputOptions {
  @Option(
      names = "--format",
      paramLabel = "table|json|ndjson",
      defaultValue = "table",
      description = "How results are printed. Default: ${DEFAULT-VALUE}")
  OutputFormat format;
}
