package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.SubTable;
import io.diffy.processor.store.Table;
import io.diffy.rules.state.StateKeys;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.HopRule;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which windows close when. The store {@code schedules} holds one entry per group and query that
 * somebody answers on schedule; it leaves when the whole group has been silent for a window. One
 * more entry is the event time at which a window was closed last.
 */
public final class WindowSchedule {
  public static final StoreName SCHEDULES = StoreName.state("schedules");

  private static final Object[] CLOCK = {SubTable.CLOCK, ""};

  /**
   * What an answer meets.
   *
   * @param window for which windows it counts
   * @param worthAsking whether it is time to ask all hosts for their interval
   */
  public record Expected(WindowAssignment window, boolean worthAsking) {}

  /** The end of a window that is still open. */
  public record WindowEnd(Instant end, Instant closesAt, String group, String query) {
    static final Comparator<WindowEnd> ORDER =
        Comparator.comparing(WindowEnd::closesAt)
            .thenComparing(WindowEnd::end)
            .thenComparing(WindowEnd::group)
            .thenComparing(WindowEnd::query);
  }

  private final Table<WindowState> schedules;
  private final Duration grace;
  private final TreeSet<WindowEnd> open = new TreeSet<>(WindowEnd.ORDER);

  /** All of the store by group and query: each answer asks. */
  private final Map<GroupKey, SortedMap<String, WindowState>> known = new HashMap<>();

  public WindowSchedule(KeyValueStore<String, byte[]> store, Duration grace) {
    this.schedules = new Table<>(store, WindowState::encode, WindowState::decode);
    this.grace = grace;
    schedules.forEach(
        (key, schedule) -> {
          if (!key.equals(StateKeys.of(CLOCK))) {
            String[] parts = StateKeys.split(key);
            know(GroupKey.parse(parts[0]), parts[1], schedule);
          }
        });
  }

  /**
   * Event time when a window was closed last; the epoch before the first. Who takes the partition
   * over must not open again what was closed before.
   */
  public Instant clock() {
    return schedules.get(CLOCK).map(WindowState::newestFrom).orElse(Instant.EPOCH);
  }

  /** Windows were closed at this event time. */
  public void closedAt(Instant clock) {
    schedules.put(new WindowState(Duration.ZERO, clock, clock, 0, 0), CLOCK);
  }

  public HopRule hops(Duration interval) {
    return new HopRule(interval, grace);
  }

  public Optional<WindowState> schedule(GroupKey group, String query) {
    return Optional.ofNullable(of(group).get(query));
  }

  /** The queries that somebody of the group answers on schedule, sorted. */
  public List<String> queries(GroupKey group) {
    return List.copyOf(of(group).keySet());
  }

  private SortedMap<String, WindowState> of(GroupKey group) {
    return known.getOrDefault(group, Collections.emptySortedMap());
  }

  /**
   * Expects an answer to be evaluated; returns where it really counts: later when its window is
   * closed already.
   *
   * @param reported the interval it says. It decides only in a group that has no schedule yet; in
   *     another it is a dissent or not
   * @param from the time from which on it counts
   * @param clock event time reached so far
   */
  public Expected expect(
      GroupKey group, String query, Duration reported, Instant from, Instant clock) {
    Optional<WindowState> before = schedule(group, query);
    HopRule hops = hops(before.map(WindowState::interval).orElse(reported));
    boolean late = hops.closesAt(hops.endAtOrAfter(from)).isBefore(clock);
    Instant counted = late ? clock.minus(grace) : from;
    WindowState now =
        before
            .map(old -> expecting(old, reported, counted, hops))
            .orElseGet(() -> WindowState.first(reported, counted));
    replace(group, query, before, now);
    return new Expected(WindowAssignment.of(counted, hops), now.worthAsking());
  }

  /** Where an answer to a round counts, beside it: windows may use it, but none waits for it. */
  public Expected assign(GroupKey group, String query, Duration reported, Instant from) {
    Optional<WindowState> schedule = schedule(group, query);
    HopRule hops = hops(schedule.map(WindowState::interval).orElse(reported));
    return new Expected(
        WindowAssignment.of(from, hops), schedule.filter(WindowState::worthAsking).isPresent());
  }

  /** The same schedule for most answers: only another one costs a put. */
  private static WindowState expecting(
      WindowState old, Duration reported, Instant from, HopRule hops) {
    boolean newEnd = hops.endAtOrAfter(from).isAfter(hops.endAtOrAfter(old.newestFrom()));
    return new WindowState(
        old.interval(),
        earlier(old.openFrom(), from),
        newEnd ? from : old.newestFrom(),
        reported.equals(old.interval()) ? old.dissent() : old.dissent() + 1,
        old.counted());
  }

  /**
   * The hosts of the group were asked. Another interval holds from now on: windows that could be
   * closed by now stay closed, and the next end is one of the new schedule.
   *
   * @param newestFrom from when on the newest answer counts
   * @param hosts how many were asked
   */
  public void settle(
      GroupKey group,
      String query,
      Duration interval,
      Instant newestFrom,
      int hosts,
      Instant clock) {
    WindowState old = schedule(group, query).orElseThrow();
    WindowState now =
        interval.equals(old.interval())
            ? new WindowState(interval, old.openFrom(), old.newestFrom(), 0, hosts)
            : new WindowState(
                interval, later(old.openFrom(), clock.minus(grace)), newestFrom, 0, hosts);
    replace(group, query, Optional.of(old), now);
  }

  private void replace(
      GroupKey group, String query, Optional<WindowState> before, WindowState now) {
    if (before.isEmpty() || !now.equals(before.get())) {
      before.ifPresent(old -> open.remove(end(group.toString(), query, old)));
      put(group, query, now);
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** The window that closes first. */
  public Optional<WindowEnd> first() {
    return open.isEmpty() ? Optional.empty() : Optional.of(open.first());
  }

  /** Goes on to the next window of this group and query. */
  public void closed(WindowEnd window) {
    GroupKey group = GroupKey.parse(window.group());
    WindowState old = schedule(group, window.query()).orElseThrow();
    open.remove(window);
    put(
        group,
        window.query(),
        new WindowState(
            old.interval(),
            window.end().plusMillis(1),
            old.newestFrom(),
            old.dissent(),
            old.counted()));
  }

  /** Nobody has answered for a whole window: nothing is due until somebody does. */
  public void silent(WindowEnd window) {
    open.remove(window);
    GroupKey group = GroupKey.parse(window.group());
    known.computeIfPresent(
        group, (g, left) -> left.remove(window.query()) != null && left.isEmpty() ? null : left);
    schedules.delete(group, window.query());
  }

  public boolean hasAnswersDue(WindowEnd window) {
    WindowState schedule = schedule(GroupKey.parse(window.group()), window.query()).orElseThrow();
    return !window.end().isAfter(hops(schedule.interval()).endAtOrAfter(schedule.newestFrom()));
  }

  private void put(GroupKey group, String query, WindowState schedule) {
    schedules.put(schedule, group, query);
    know(group, query, schedule);
  }

  private void know(GroupKey group, String query, WindowState schedule) {
    open.add(end(group.toString(), query, schedule));
    known.computeIfAbsent(group, g -> new TreeMap<>()).put(query, schedule);
  }

  private WindowEnd end(String group, String query, WindowState schedule) {
    HopRule hops = hops(schedule.interval());
    Instant end = hops.endAtOrAfter(schedule.openFrom());
    return new WindowEnd(end, hops.closesAt(end), group, query);
  }
}
