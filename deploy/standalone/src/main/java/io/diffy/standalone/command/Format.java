package io.diffy.standalone.command;

/** How results are printed. */
enum Format {
  /** For a person. */
  TABLE,
  /** One array. */
  JSON,
  /** One object per line, as the topics hold them. */
  NDJSON
}
