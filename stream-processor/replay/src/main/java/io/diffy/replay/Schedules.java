package io.diffy.replay;

import io.diffy.osquerylog.QueryNames;
import io.diffy.replay.ReplayRecord.Origin;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.terminal.Phrases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;

/**
 * Which query each name in osqueryd's logs stands for, and how often it was asked. The pack says
 * both; but where most hosts answered at other times, their times are believed: a query that is
 * asked hourly would leave every host silent three times an hour under an interval of 15 minutes.
 */
final class Schedules {
  /** What nobody says is hourly, as for the processor. */
  private static final int UNSAID = 3600;

  private static final int LONGEST = 7 * 86_400;

  /** How an interval is meant: osqueryd spreads its queries by some percent around it. */
  private static final List<Integer> USUAL =
      List.of(
          60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200,
          86_400, LONGEST);

  private static final int SHOWN = 3;

  private final Map<Key, Schedule> schedules = new TreeMap<>();

  private record Key(GroupKey group, String scheduled) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byGroup = group.compareTo(other.group);
      return byGroup == 0 ? scheduled.compareTo(other.scheduled) : byGroup;
    }
  }

  /**
   * One name's.
   *
   * @param query its own name
   * @param said what its pack says; 0: nothing
   * @param seconds what counts
   */
  private record Schedule(String query, int said, int seconds) {
    private boolean isContradicted() {
      return seconds != (said == 0 ? UNSAID : said);
    }
  }

  /** Of all that was read: nothing here depends on the order of it. */
  static Schedules of(List<ReplayRecord> entries, QueryNames names) {
    Schedules schedules = new Schedules();
    Map<GroupKey, TreeSet<String>> scheduled = new TreeMap<>();
    Map<Key, Map<String, SortedSet<Instant>>> times = new TreeMap<>();
    for (ReplayRecord entry : entries) {
      if (entry.isScheduled()) {
        scheduled.computeIfAbsent(entry.group(), g -> new TreeSet<>()).add(entry.query());
        if (entry.origin() == Origin.SNAPSHOT) {
          times
              .computeIfAbsent(new Key(entry.group(), entry.query()), k -> new TreeMap<>())
              .computeIfAbsent(entry.instance(), i -> new TreeSet<>())
              .add(entry.at());
        }
      }
    }
    scheduled.forEach(
        (group, all) -> {
          Map<String, PackQuery> known = names.all(all);
          for (String name : all) {
            Key key = new Key(group, name);
            PackQuery query = known.get(name);
            int said = query == null ? 0 : query.intervalSeconds();
            int seconds = seconds(said, times.getOrDefault(key, Map.of()));
            String own = query == null ? name : query.name();
            schedules.schedules.put(key, new Schedule(own, said, seconds));
          }
        });
    return schedules;
  }

  /** The median host's median gap, unless that is about what was said. */
  private static int seconds(int said, Map<String, SortedSet<Instant>> times) {
    int expected = said == 0 ? UNSAID : said;
    List<Long> gaps =
        new ArrayList<>(
            times.values().stream()
                .filter(one -> one.size() > 1)
                .map(one -> median(gaps(one)))
                .toList());
    if (gaps.isEmpty()) {
      return expected;
    }
    long gap = Math.max(1, Math.min(LONGEST, median(gaps)));
    boolean about = 2 * gap <= 3L * expected && 3 * gap >= 2L * expected;
    return about ? expected : usual((int) gap);
  }

  private static List<Long> gaps(SortedSet<Instant> times) {
    List<Long> gaps = new ArrayList<>();
    Instant before = null;
    for (Instant time : times) {
      if (before != null) {
        gaps.add(time.getEpochSecond() - before.getEpochSecond());
      }
      before = time;
    }
    return gaps;
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  private static int usual(int seconds) {
    int nearest =
        USUAL.stream()
            .min(Comparator.comparing(usual -> Math.abs(usual - seconds)))
            .orElse(seconds);
    return Math.abs(nearest - seconds) * 8 <= nearest ? nearest : seconds;
  }

  /** The name by which an entry's answer is judged. */
  ReplayRecord named(ReplayRecord entry) {
    return entry.isScheduled() ? entry.named(of(entry.group(), entry.query()).query) : entry;
  }

  /** An answer under the name it was scheduled by, as an answer to the query that is meant. */
  Observation named(Observation answer) {
    Schedule schedule = of(answer.instance().group(), answer.query());
    return answer.named(schedule.query, schedule.seconds);
  }

  /** How often a query is asked, in seconds, by the name it was scheduled by. */
  int seconds(GroupKey group, String scheduled) {
    return of(group, scheduled).seconds;
  }

  private Schedule of(GroupKey group, String scheduled) {
    return schedules.get(new Key(group, scheduled));
  }

  /** How often each group is asked, in seconds. */
  void forEach(ObjIntConsumer<GroupKey> taker) {
    schedules.forEach((key, schedule) -> taker.accept(key.group, schedule.seconds));
  }

  /** Where the data contradict the pack: {@code answers come every 60 min, the pack says 15}. */
  List<String> remarks() {
    Map<String, TreeSet<String>> queries = new TreeMap<>();
    for (Schedule schedule : schedules.values()) {
      if (schedule.isContradicted()) {
        String says =
            schedule.said == 0 ? "no pack says how often" : "the pack says " + text(schedule.said);
        queries
            .computeIfAbsent(
                "answers come every %s, %s".formatted(text(schedule.seconds), says),
                k -> new TreeSet<>())
            .add(schedule.query);
      }
    }
    return queries.entrySet().stream()
        .map(
            each ->
                "%s (%s): judged as they come"
                    .formatted(each.getKey(), Phrases.some(each.getValue(), SHOWN)))
        .toList();
  }

  private static String text(int seconds) {
    if (seconds % 86_400 == 0) {
      return Phrases.count(seconds / 86_400, "day");
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
