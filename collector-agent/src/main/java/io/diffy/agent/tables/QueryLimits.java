package io.diffy.agent.tables;

import java.time.Duration;

/**
 * What one query may cost.
 *
 * @param time from question to answer
 * @param rows of any one table and of the answer
 * @param cells characters of any one table and of the answer, all cells together, and 24 for each
 * @param hashedFile bytes of the largest file that is hashed
 */
public record QueryLimits(Duration time, int rows, long cells, long hashedFile) {
  /** 60 s, 200,000 rows, 64 Mi characters or an eighth of the memory, files of 256 MiB. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(
          Duration.ofSeconds(60),
          200_000,
          Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8),
          256L << 20);
}
