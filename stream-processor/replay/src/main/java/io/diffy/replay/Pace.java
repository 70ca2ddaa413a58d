package io.diffy.replay;

import java.time.Duration;
import java.util.Locale;

/** How fast a replay goes, and how long it will take. */
record Pace(long done, long total, long rows, Duration running) {
  private static final Duration TOO_EARLY = Duration.ofSeconds(1);

  /** {@code 1,200 of 3,000 records, 45,000 rows/s, 12 s left}. */
  @Override
  public String toString() {
    String place = String.format(Locale.ROOT, "%,d of %,d records", done, total);
    if (done == 0 || running.compareTo(TOO_EARLY) < 0) {
      return place;
    }
    double seconds = running.toMillis() / 1000.0;
    // Of the rows it is only known how many there are: taken as spread evenly over the records.
    double rowsPerSecond = rows * ((double) done / total) / seconds;
    long left = Math.round(seconds * (total - done) / done);
    return place + String.format(Locale.ROOT, ", %,.0f rows/s, %s left", rowsPerSecond, text(left));
  }

  private static String text(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d min %d s".formatted(seconds / 60, seconds % 60)
        : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
  }
}
