package io.diffy.plugins.payload;

import java.time.Instant;

/**
 * What one program printed on an instance.
 *
 * @param name of the query; empty for a discovery query
 * @param at when it was asked, by the instance's clock
 * @param pid of what was run, or of the timeout around it
 * @param exit 0 to 255 its exit code; negative: why it has none
 * @param out its standard output
 * @param errors the start of what it complained about
 */
record Block(String name, Instant at, long pid, int exit, String out, String errors) {
  static final int OUT_OF_TIME = -1;
  static final int TOO_MUCH = -2;
  static final int ALL_TOO_MUCH = -3;
  static final int STOPPED = 124;

  boolean succeeded() {
    return exit == 0;
  }
}
