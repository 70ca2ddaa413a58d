package io.diffy.rules.time;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How much one host may send. What is over a limit is not compared, and the host is named for it;
 * its peers lose nothing. All of it is counted from the records and their times alone.
 *
 * @param rows of one whole answer
 * @param items different rows of one whole answer
 * @param columns of one row of a whole answer
 * @param answers of one instance to one query in one window
 * @param queries that one instance answers
 * @param instances of one group
 * @param remembered what comes and goes of one group and query; a tenth of it of one host alone
 */
public record IntakeLimits(
    int rows, int items, int columns, int answers, int queries, int instances, int remembered) {
  /**
   * A Debian server has 3000 packages and some thousand sockets; no table of osquery has 200
   * columns. A collector that was cut off for a week of hourly answers, or for a day of answers
   * every 5 minutes, sends fewer than 500 at once.
   */
  public static final IntakeLimits DEFAULT =
      new IntakeLimits(50_000, 20_000, 1_000, 500, 300, 50_000, 500);

  /** How often an instance may change all that it says, within one window. */
  private static final int CHANGES = 10;

  public IntakeLimits {
    if (IntStream.of(rows, items, columns, answers, queries, instances, remembered).min().orElse(0)
        < 1) {
      throw new IllegalArgumentException("a limit must be at least 1");
    }
  }

  /** Of what is sent; of columns and of what is remembered the default. */
  public IntakeLimits(int rows, int items, int answers, int queries, int instances) {
    this(rows, items, DEFAULT.columns, answers, queries, instances, DEFAULT.remembered);
  }

  /** A limit that something is over; its name is that of a counter too. */
  public enum Limit {
    ROWS,
    ITEMS,
    COLUMNS,
    ANSWERS,
    CHANGES,
    QUERIES,
    INSTANCES;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many different rows that are new to the group an instance may bring within one window. */
  public long changes() {
    return (long) CHANGES * items;
  }

  /**
   * What a person reads in the coverage finding. It names no count that each answer changes.
   *
   * @param found how many columns there are; of other limits nobody asks
   */
  public String words(Limit kind, int found) {
    return switch (kind) {
      case ROWS -> say("more than %,d rows in one answer: it is not compared", rows);
      case ITEMS -> say("more than %,d different rows in one answer: it is not compared", items);
      case COLUMNS ->
          say("%,d columns in one row, more than %,d: it is not compared", found, columns);
      case ANSWERS ->
          say("more than %,d answers to this query in one window: none is compared", answers);
      case CHANGES ->
          say(
              "more than %,d rows in one window that nobody had before: none is compared",
              changes());
      case QUERIES ->
          say(
              "answers to more than %,d queries: neither those after them nor this one are compared",
              queries);
      case INSTANCES ->
          say("the group has more than %,d instances: this one is not compared", instances);
    };
  }

  private static String say(String words, Object... numbers) {
    return String.format(Locale.ROOT, words, numbers);
  }
}
