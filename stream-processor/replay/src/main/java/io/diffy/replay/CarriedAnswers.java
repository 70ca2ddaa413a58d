package io.diffy.replay;

import io.diffy.osquerylog.OsquerydLog;
import io.diffy.replay.ReplayRecord.Origin;
import io.diffy.schemas.GroupKey;
import io.diffy.terminal.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Of differences an unchanged host logs nothing: its answer stands until it logs another, or isn't
 * heard of any more. So it is there for each judgement, with the time it was given.
 *
 * @param entries the answers that stand on, once per interval
 */
record CarriedAnswers(List<ReplayRecord> entries, List<Held> held) {
  /** So long a host that wasn't heard of often may be silent. */
  private static final Duration LONGEST = OsquerydLog.LONGEST_SILENCE;

  private static final Duration SHORTEST = Duration.ofDays(1);

  /** A host heard of so often has a rhythm. */
  private static final int OFTEN = 10;

  private static final int SHOWN = 3;
  private static final Duration TOLD = Duration.ofHours(1);

  /**
   * One host's last answer to one query.
   *
   * @param changes whether it was logged as differences
   * @param until as long as it stands
   * @param end when its group was last heard of
   */
  record Held(
      GroupKey group,
      String query,
      String instance,
      boolean changes,
      Instant since,
      Instant until,
      Instant end) {
    boolean isLost() {
      return until.isBefore(end);
    }

    Duration age() {
      return Duration.between(since, end);
    }
  }

  /** Takes until when an answer stands. */
  interface Taker {
    void take(GroupKey group, String instance, Instant until);
  }

  private record Host(GroupKey group, String instance) {}

  private record Answer(Host host, String query) {}

  /** Of all that was read, and to it; names are still those by which queries were scheduled. */
  static CarriedAnswers addTo(List<ReplayRecord> entries, Schedules schedules) {
    Map<GroupKey, Instant> ends = new HashMap<>();
    Map<Host, NavigableSet<Instant>> heard = new HashMap<>();
    Map<Answer, List<ReplayRecord>> answers = new HashMap<>();
    for (ReplayRecord entry : entries) {
      Host host = new Host(entry.group(), entry.instance());
      ends.merge(entry.group(), entry.at(), (a, b) -> a.isAfter(b) ? a : b);
      heard.computeIfAbsent(host, h -> new TreeSet<>()).add(entry.at());
      if (entry.isScheduled()) {
        answers.computeIfAbsent(new Answer(host, entry.query()), a -> new ArrayList<>()).add(entry);
      }
    }
    CarriedAnswers carried = new CarriedAnswers(new ArrayList<>(), new ArrayList<>());
    answers.forEach(
        (answer, all) -> {
          Instant end = ends.get(answer.host.group);
          Instant silent = heard.get(answer.host).last().plus(patience(heard.get(answer.host)));
          int seconds = schedules.seconds(answer.host.group, answer.query);
          carried.add(answer, all, seconds, silent.isBefore(end) ? silent : end, end);
        });
    entries.addAll(carried.entries);
    return carried;
  }

  private void add(Answer answer, List<ReplayRecord> all, int seconds, Instant until, Instant end) {
    TreeMap<Instant, List<ReplayRecord>> byTime = new TreeMap<>();
    all.forEach(entry -> byTime.computeIfAbsent(entry.at(), t -> new ArrayList<>()).add(entry));
    byTime.forEach(
        (at, given) -> {
          Instant next = byTime.higherKey(at);
          boolean changes = given.get(0).origin() == Origin.CHANGES;
          if (next == null) {
            Instant last = changes ? until : at.plusSeconds(3L * seconds);
            Host host = answer.host;
            held.add(new Held(host.group, answer.query, host.instance, changes, at, last, end));
          }
          Instant stop = !changes ? at : next == null ? until.plusMillis(1) : next;
          for (Instant t = at.plusSeconds(seconds); t.isBefore(stop); t = t.plusSeconds(seconds)) {
            for (ReplayRecord entry : given) {
              entries.add(entry.carriedTo(t));
            }
          }
        });
  }

  private static Duration patience(NavigableSet<Instant> heard) {
    if (heard.size() < OFTEN) {
      return LONGEST;
    }
    Duration longest = Duration.ZERO;
    Instant before = heard.first();
    for (Instant time : heard) {
      Duration gap = Duration.between(before, time);
      longest = gap.compareTo(longest) > 0 ? gap : longest;
      before = time;
    }
    Duration patience = longest.multipliedBy(OFTEN);
    return patience.compareTo(SHORTEST) < 0
        ? SHORTEST
        : patience.compareTo(LONGEST) > 0 ? LONGEST : patience;
  }

  void forEach(Taker taker) {
    held.stream()
        .filter(Held::changes)
        .forEach(one -> taker.take(one.group, one.instance, one.until));
  }

  /** Whether some answers to a query have no peers any more, and so were compared with nothing. */
  boolean isLeftAlone() {
    return !leftAlone().isEmpty();
  }

  private List<String> leftAlone() {
    Map<List<Object>, List<Held>> byQuery = new HashMap<>();
    held.forEach(
        one ->
            byQuery
                .computeIfAbsent(List.of(one.group, one.query), q -> new ArrayList<>())
                .add(one));
    return byQuery.values().stream()
        .filter(all -> all.stream().anyMatch(one -> one.changes && one.isLost()))
        .filter(all -> all.stream().filter(one -> !one.isLost()).count() < 2)
        .map(all -> all.get(0).query)
        .sorted()
        .distinct()
        .toList();
  }

  /** What stood for longer than an hour without a word, and what did not. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    List<Held> standing =
        held.stream()
            .filter(one -> one.changes && !one.isLost() && one.age().compareTo(TOLD) > 0)
            .toList();
    standing.stream()
        .max(Comparator.comparing(Held::age).thenComparing(Held::instance))
        .ifPresent(
            oldest ->
                remarks.add(
                    "logged as differences (%s): the last answers of %s still count, the oldest, of %s, for %s"
                            .formatted(
                                some(standing.stream().map(Held::query)),
                                Phrases.count(
                                    standing.stream().map(Held::instance).distinct().count(),
                                    "host"),
                                oldest.instance,
                                age(oldest.age()))
                        + "; nothing was logged that changed them"));
    List<String> alone = leftAlone();
    if (!alone.isEmpty()) {
      remarks.add(
          "can't be judged to the end (%s): of differences an unchanged host logs nothing, and the other hosts"
                  .formatted(some(alone.stream()))
              + " were not heard of for too long; schedule the query as a snapshot");
    }
    return remarks;
  }

  private static String some(Stream<String> queries) {
    return Phrases.some(queries.distinct().sorted().toList(), SHOWN);
  }

  private static String age(Duration age) {
    return age.toDays() > 1 ? Phrases.count(age.toDays(), "day") : age.toHours() + " h";
  }
}
