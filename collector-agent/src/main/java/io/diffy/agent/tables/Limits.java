package io.diffy.agent.tables;

import java.time.Duration;

/**
 * What one query may cost.
 *
 * @param time from question to answer
 * @param rows of any one table and of the answer
 * @param cells characters of any one table and of the answer, all cells together
 * @param hashedFile bytes of the largest file that is hashed
 */
public record Limits(Duration time, int rows, long cells, long hashedFile) {
  /** 60 s, 200,000 rows, 64 Mi characters, files of 256 MiB. */
  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(60), 200_000, 64L << 20, 256L << 20);

  public Limits withTime(Duration limit) {
    return new Limits(limit, rows, cells, hashedFile);
  }

  public Limits withRows(int limit) {
    return new Limits(time, limit, cells, hashedFile);
  }

  public Limits withHashedFile(long bytes) {
    return new Limits(time, rows, cells, bytes);
  }
}
