package io.diffy.replay;

import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The clock of each group in a recording that no broker timed: it is where most of its hosts are.
 * Answers that lie elsewhere come from a wrong clock. They are put where they would have arrived,
 * so that one host a day ahead neither ends the recording for its peers nor is lost; as its own
 * times are outside the trusted interval then, the processor names it.
 */
final class GroupClock {
  /** Nearer than this to its group, a host is believed. */
  static final Duration BELIEVED = Duration.ofMinutes(30);

  /** So few hosts can't say which of them is right. */
  private static final int FEWEST_HOSTS = 3;

  /** At most one host in so many has a wrong clock in each direction; more are a generation. */
  private static final int HOSTS_PER_WRONG_CLOCK = 10;

  /**
   * By their clocks: when most hosts of the group answered, and when a usual one began and ended.
   */
  private final Life group;

  private final Life usual;

  /** From the first to the last answer. */
  private record Life(Instant first, Instant last) {

    static Life of(List<Instant> times) {
      return new Life(
          times.stream().min(Comparator.naturalOrder()).orElseThrow(),
          times.stream().max(Comparator.naturalOrder()).orElseThrow());
    }

    boolean holds(Instant time) {
      return !time.isBefore(first) && !time.isAfter(last);
    }
  }

  private GroupClock(List<Life> lives) {
    List<Instant> firsts = lives.stream().map(Life::first).sorted().toList();
    List<Instant> lasts = lives.stream().map(Life::last).sorted().toList();
    int few = Math.max(1, lives.size() / HOSTS_PER_WRONG_CLOCK);
    group =
        new Life(firsts.get(few).minus(BELIEVED), lasts.get(lives.size() - 1 - few).plus(BELIEVED));
    usual = new Life(firsts.get(lives.size() / 2), lasts.get(lives.size() / 2));
  }

  /** The entries, those of a wrong clock moved to the time of their group. */
  static List<ReplayRecord> corrected(List<ReplayRecord> entries) {
    Map<GroupKey, Map<String, List<Instant>>> groups = new HashMap<>();
    for (ReplayRecord entry : entries) {
      if (!entry.known()) {
        groups
            .computeIfAbsent(entry.group(), g -> new HashMap<>())
            .computeIfAbsent(entry.instance(), i -> new ArrayList<>())
            .add(entry.at());
      }
    }
    Map<GroupKey, Map<String, Correction>> wrong = new HashMap<>();
    groups.forEach((group, hosts) -> wrong.put(group, corrections(hosts)));
    List<ReplayRecord> corrected = new ArrayList<>(entries.size());
    for (ReplayRecord entry : entries) {
      Correction correction = entry.known() ? null : wrong.get(entry.group()).get(entry.instance());
      corrected.add(correction == null ? entry : entry.appendedAt(correction.at(entry.at())));
    }
    return corrected;
  }

  /** When answers of a wrong clock count. */
  @FunctionalInterface
  private interface Correction {
    Instant at(Instant said);
  }

  private static Map<String, Correction> corrections(Map<String, List<Instant>> hosts) {
    if (hosts.size() < FEWEST_HOSTS) {
      return Map.of();
    }
    GroupClock clock = new GroupClock(hosts.values().stream().map(Life::of).toList());
    Map<String, Correction> wrong = new HashMap<>();
    hosts.forEach(
        (host, times) -> {
          if (!times.stream().allMatch(clock.group::holds)) {
            wrong.put(host, clock.correction(times));
          }
        });
    return wrong;
  }

  private Correction correction(List<Instant> times) {
    Life life = Life.of(times);
    Duration atFirst = Duration.between(usual.first, life.first);
    Duration atLast = Duration.between(usual.last, life.last);
    List<Instant> inside = times.stream().filter(group::holds).toList();
    // As long a life as most hosts have, or all of it elsewhere: the clock is off by one distance.
    if (inside.isEmpty() || atFirst.minus(atLast).abs().compareTo(BELIEVED) <= 0) {
      Duration off = life.last.isAfter(group.last) ? atLast : atFirst;
      return said -> said.minus(off);
    }
    // It jumped. Its answers from elsewhere are its last ones, unless it has others from then.
    Instant last = Life.of(inside).last;
    boolean answeredLast = last.plus(BELIEVED).isAfter(usual.last);
    Instant elsewhere = answeredLast ? last.minusMillis(1) : usual.last;
    return said -> group.holds(said) ? said : elsewhere;
  }
}
