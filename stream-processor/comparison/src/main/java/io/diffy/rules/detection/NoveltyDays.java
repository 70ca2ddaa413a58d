package io.diffy.rules.detection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * On how many hosts something odd appeared, day by day: a host that invents a thousand things is
 * one, and what stands for weeks is none.
 *
 * @param day the newest, counted from 1970
 * @param hosts on which something appeared that day; at most {@value #MOST_HOSTS}
 * @param before how many on each day before that was judged, newest first
 */
public record NoveltyDays(int day, NavigableSet<String> hosts, List<Integer> before) {
  public static final NoveltyDays NONE = new NoveltyDays(0, new TreeSet<>(), List.of());

  /** A rhythm of days that work and days that don't takes a week to show. */
  static final int FEWEST_DAYS = 7;

  private static final int MOST_DAYS = 30;
  private static final int MOST_HOSTS = 1000;

  /** With one more window in it. */
  NoveltyDays and(int today, Collection<String> novel) {
    boolean next = today > day;
    NavigableSet<String> all = next ? new TreeSet<>() : new TreeSet<>(hosts);
    all.addAll(novel);
    while (all.size() > MOST_HOSTS) {
      all.pollLast();
    }
    List<Integer> past = new ArrayList<>(before);
    if (next && day > 0) {
      past.add(0, hosts.size());
    }
    return new NoveltyDays(
        Math.max(day, today), all, List.copyOf(past.subList(0, Math.min(MOST_DAYS, past.size()))));
  }

  /**
   * On how many hosts something appears on a day, by the middle one of the last days: a single bad
   * day says nothing. Empty while there are too few.
   */
  OptionalInt rate() {
    return before.size() < FEWEST_DAYS
        ? OptionalInt.empty()
        : before.stream().mapToInt(Integer::intValue).sorted().skip(before.size() / 2).findFirst();
  }
}
