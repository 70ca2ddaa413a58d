package io.diffy.plugins.payload;

import io.diffy.plugin.PluginSettings;

/**
 * How much a payload may take.
 *
 * @param querySeconds for one query
 * @param totalSeconds for all of them; what is not asked by then fails, so that the others are not
 *     lost with it
 * @param maxBytes one query may print
 * @param maxTotal all of them may print
 */
record PayloadLimits(int querySeconds, int totalSeconds, int maxBytes, int maxTotal) {
  /** More cells of one answer would fill the collector's memory: osquery's tables have few. */
  static final int MAX_CELLS = 2_000_000;

  /** The total is below the 300 s that a collection gives an instance by default. */
  static final PayloadLimits DEFAULT =
      new PayloadLimits(60, 240, 32 * 1024 * 1024, 64 * 1024 * 1024);

  static PayloadLimits of(PluginSettings settings) {
    return new PayloadLimits(
        settings.number("query-seconds", DEFAULT.querySeconds, 1, 3600),
        settings.number("total-seconds", DEFAULT.totalSeconds, 1, 24 * 3600),
        DEFAULT.maxBytes,
        DEFAULT.maxTotal);
  }
}
