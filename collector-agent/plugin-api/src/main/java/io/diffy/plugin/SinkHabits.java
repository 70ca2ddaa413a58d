package io.diffy.plugin;

import java.time.Duration;
import java.util.Set;

/**
 * How a sink likes its records. A batch is delivered as soon as one of its bounds is reached.
 *
 * @param takes which datasets
 * @param records most records of a batch, 1 or more
 * @param bytes most bytes of a batch's values, beyond which no record is added
 * @param patience how long the first record of a batch waits for others
 * @param fromStart whether a sink that is new begins with what the topic holds already, or with
 *     what comes from now on
 */
public record SinkHabits(
    Set<Dataset> takes, int records, long bytes, Duration patience, boolean fromStart) {

  public SinkHabits {
    takes = Set.copyOf(takes);
    if (records < 1 || bytes < 1 || patience.isNegative()) {
      throw new IllegalArgumentException(
          "a batch needs room: %d records, %d bytes, %s".formatted(records, bytes, patience));
    }
  }
}
