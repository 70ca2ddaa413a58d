package io.diffy.cli.command;

/** How results are printed. */
enum OutputFormat {
  /** For a person. */
  TABLE,
  /** One array. */
  JSON,
  /** One object per line, as the topics hold them. */
  NDJSON
}
