package io.diffy.processor.runtime;

/** Whether what waits to be read may be deleted before it is read. Knows no clock and no Kafka. */
final class RetentionRule {
  /** Beyond it there may be no time left to mend what is wrong; the same as diffy doctor's. */
  static final int ALARM_PERCENT = 80;

  /** Lower than the alarm, so that it does not come and go with every record. */
  static final int CALM_PERCENT = 70;

  private static final int MOST = 1000;

  private RetentionRule() {}

  /**
   * A partition with records that wait.
   *
   * @param lag how many wait
   * @param read how many before them are still there
   * @param anyDeleted whether the partition has lost records at its beginning already
   * @param ageMillis of the oldest that waits, at most
   */
  record Waiting(long lag, long read, boolean anyDeleted, long ageMillis) {}

  /**
   * When the broker deletes.
   *
   * @param millis age; negative for never
   * @param bytes size of a partition; negative for any size
   */
  record Limits(long millis, long bytes) {}

  /**
   * How much of the retention is used up, in percent; over 100 it is a matter of luck. By age, and
   * where a size is set also by the share of the partition that waits, once the partition is full.
   */
  static int usedPercent(Waiting waiting, Limits limits) {
    if (waiting.lag <= 0) {
      return 0;
    }
    long byAge = limits.millis <= 0 ? 0 : waiting.ageMillis * 100 / limits.millis;
    // Offsets stand for bytes: records of one topic are alike enough for a warning.
    long bySize =
        limits.bytes < 0 || !waiting.anyDeleted
            ? 0
            : waiting.lag * 100 / (waiting.lag + Math.max(0, waiting.read));
    return (int) Math.min(MOST, Math.max(0, Math.max(byAge, bySize)));
  }

  /** Whether it is an alarm now, given whether it was one before. */
  static boolean alarm(int usedPercent, boolean before) {
    return usedPercent >= (before ? CALM_PERCENT : ALARM_PERCENT);
  }
}
