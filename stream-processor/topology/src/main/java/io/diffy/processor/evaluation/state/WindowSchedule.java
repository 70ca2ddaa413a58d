package io.diffy.processor.evaluation.state;

import io.diffy.rules.state.StateKeys;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.HopRule;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Which windows close when. The store {@code schedules} holds one entry per group and query that
 * somebody answers on schedule; it leaves when the whole group has been silent for a window. One
 * more entry is the event time at which a window was closed last.
 */
public final class WindowSchedule {
  public static final String SCHEDULES = "schedules";

  /** In the place of a group, which holds no control characters. */
  private static final String CLOCK = StateKeys.of("\u0001clock", "");

  /** A window end that is still open. */
  public record Due(Instant end, Instant closesAt, String group, String query) {
    static final Comparator<Due> ORDER =
        Comparator.comparing(Due::closesAt)
            .thenComparing(Due::end)
            .thenComparing(Due::group)
            .thenComparing(Due::query);
  }

  private final KeyValueStore<String, byte[]> schedules;
  private final Duration grace;
  private final TreeSet<Due> open = new TreeSet<>(Due.ORDER);

  public WindowSchedule(KeyValueStore<String, byte[]> schedules, Duration grace) {
    this.schedules = schedules;
    this.grace = grace;
    try (KeyValueIterator<String, byte[]> all = schedules.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (!entry.key.equals(CLOCK)) {
          String[] parts = StateKeys.split(entry.key);
          open.add(due(parts[0], parts[1], WindowState.decode(entry.value)));
        }
      }
    }
  }

  /**
   * Event time when a window was closed last; the epoch before the first. Who takes the partition
   * over must not open again what was closed before.
   */
  public Instant clock() {
    byte[] stored = schedules.get(CLOCK);
    return stored == null ? Instant.EPOCH : WindowState.decode(stored).newestFrom();
  }

  /** Windows were closed at this event time. */
  public void closedAt(Instant clock) {
    schedules.put(CLOCK, new WindowState(Duration.ZERO, clock, clock, 0, 0).encode());
  }

  public HopRule hops(Duration interval) {
    return new HopRule(interval, grace);
  }

  public Optional<WindowState> schedule(GroupKey group, String query) {
    return Optional.ofNullable(schedules.get(StateKeys.of(group, query))).map(WindowState::decode);
  }

  /** The queries that somebody of the group answers on schedule, sorted. */
  public List<String> queries(GroupKey group) {
    List<String> queries = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        schedules.prefixScan(StateKeys.prefix(group), Serdes.String().serializer())) {
      while (all.hasNext()) {
        queries.add(StateKeys.split(all.next().key)[1]);
      }
    }
    return queries;
  }

  /**
   * Expects an answer to be judged; returns where it really counts: later when its window is closed
   * already.
   *
   * @param said the interval it says. It decides only in a group that has no schedule yet; in
   *     another it is a dissent or not
   * @param from the time from which on it counts
   * @param clock event time reached so far
   */
  public WindowAssignment expect(
      GroupKey group, String query, Duration said, Instant from, Instant clock) {
    Optional<WindowState> before = schedule(group, query);
    HopRule hops = hops(before.map(WindowState::interval).orElse(said));
    boolean late = hops.closesAt(hops.endAtOrAfter(from)).isBefore(clock);
    Instant counted = late ? clock.minus(grace) : from;
    replace(
        group,
        query,
        before,
        before
            .map(old -> expecting(old, said, counted, hops))
            .orElseGet(() -> WindowState.first(said, counted)));
    return WindowAssignment.of(counted, hops);
  }

  /** The same schedule for most answers: only another one costs a put. */
  private static WindowState expecting(WindowState old, Duration said, Instant from, HopRule hops) {
    boolean newEnd = hops.endAtOrAfter(from).isAfter(hops.endAtOrAfter(old.newestFrom()));
    return new WindowState(
        old.interval(),
        earlier(old.openFrom(), from),
        newEnd ? from : old.newestFrom(),
        said.equals(old.interval()) ? old.dissent() : old.dissent() + 1,
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
      before.ifPresent(old -> open.remove(due(group.toString(), query, old)));
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
  public Optional<Due> first() {
    return open.isEmpty() ? Optional.empty() : Optional.of(open.first());
  }

  /** Goes on to the next window of this group and query. */
  public void closed(Due due) {
    GroupKey group = GroupKey.parse(due.group());
    WindowState old = schedule(group, due.query()).orElseThrow();
    open.remove(due);
    put(
        group,
        due.query(),
        new WindowState(
            old.interval(),
            due.end().plusMillis(1),
            old.newestFrom(),
            old.dissent(),
            old.counted()));
  }

  /** Nobody has answered for a whole window: nothing is due until somebody does. */
  public void silent(Due due) {
    open.remove(due);
    schedules.delete(StateKeys.of(due.group(), due.query()));
  }

  public boolean hasAnswersDue(Due due) {
    WindowState schedule = schedule(GroupKey.parse(due.group()), due.query()).orElseThrow();
    return !due.end().isAfter(hops(schedule.interval()).endAtOrAfter(schedule.newestFrom()));
  }

  private void put(GroupKey group, String query, WindowState schedule) {
    schedules.put(StateKeys.of(group, query), schedule.encode());
    open.add(due(group.toString(), query, schedule));
  }

  private Due due(String group, String query, WindowState schedule) {
    HopRule hops = hops(schedule.interval());
    Instant end = hops.endAtOrAfter(schedule.openFrom());
    return new Due(end, hops.closesAt(end), group, query);
  }
}
