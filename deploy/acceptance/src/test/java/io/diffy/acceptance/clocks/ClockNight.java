package io.diffy.acceptance.clocks;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.TAMPERED_CRON;
import static io.diffy.schemas.TestObservations.plus;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Five groups of ten hosts are asked for their crontab in five intervals, and a rogue line is on
 * host 4 of each. In all but the first something is wrong with time:
 *
 * <ul>
 *   <li>{@link #HONEST}: every clock is right;
 *   <li>{@link #WRONG}: four clocks are hours or a day wrong; host 1, a day ahead, was tampered
 *       with;
 *   <li>{@link #BACKLOG}: its collector was cut off for a day, in whose first hours host 6 had the
 *       rogue line, and delivers all of it in the third interval;
 *   <li>{@link #ZONES}: its hosts write their time with an offset, and host 5 says that it is a
 *       leap second;
 *   <li>{@link #SILENT}: answers for two intervals, and its partition has no other group.
 * </ul>
 *
 * @param first when it begins: the end of a window
 * @param interval between the answers of a host
 */
record ClockNight(Instant first, Duration interval) {
  static final int HOSTS = 10;
  static final int INTERVALS = 5;

  static final String HONEST = named("honest", 0);
  static final String WRONG = named("wrong", 0);
  static final String BACKLOG = named("backlog", 1);
  static final String ZONES = named("zones", 2);
  static final String SILENT = named("silent", 3);

  static final Duration DAY = Duration.ofDays(1);
  static final String LEAP_SECOND = "2016-12-31T23:59:60Z";

  private static final Duration ON_ITS_WAY = Duration.ofMillis(700);
  private static final int CUT_OFF = 3;

  /** By how much the clock of a host of {@link #WRONG} is ahead. */
  static final Map<Integer, Duration> AHEAD =
      Map.of(
          1, DAY,
          2, Duration.ofHours(3),
          3, DAY.negated(),
          5, Duration.ofHours(-7));

  /**
   * One answer on its way.
   *
   * @param at when the broker takes it
   * @param answer with the time as it is meant
   * @param said that time, as the host writes it
   */
  record Delivery(Instant at, Observation answer, String said) {}

  /** The end of the window in which the last answers lie. */
  Instant end() {
    return end(INTERVALS);
  }

  /** The end of the {@code n}th window, from 1. */
  Instant end(int n) {
    return first.plus(interval.multipliedBy(n));
  }

  /** By then every group has been silent for a whole window. */
  Instant over() {
    return end(INTERVALS + 2);
  }

  static String host(int n) {
    return "i-%016d".formatted(n);
  }

  /** In the order in which the broker takes them. */
  List<Delivery> deliveries() {
    List<Delivery> all = new ArrayList<>();
    for (int host = 1; host <= HOSTS; host++) {
      for (int n = 0; n < INTERVALS; n++) {
        all.add(prompt(HONEST, n, host));
        all.add(wrong(n, host));
        all.add(zoned(n, host));
        if (n < 2) {
          all.add(prompt(SILENT, n, host));
        }
        if (n >= CUT_OFF) {
          all.add(prompt(BACKLOG, n, host));
        }
      }
      all.addAll(backlog(host));
    }
    all.sort(Comparator.comparing(Delivery::at));
    return all;
  }

  private Delivery prompt(String group, int n, int host) {
    Instant at = collected(n, host);
    return delivery(at.plus(ON_ITS_WAY), answer(group, host, at, rows(host)));
  }

  private Delivery wrong(int n, int host) {
    Instant at = collected(n, host);
    Instant said = at.plus(AHEAD.getOrDefault(host, Duration.ZERO));
    var rows = host == 1 ? List.of(CLEAN_CRON.get(0), TAMPERED_CRON) : rows(host);
    return delivery(at.plus(ON_ITS_WAY), answer(WRONG, host, said, rows));
  }

  private Delivery zoned(int n, int host) {
    Instant at = collected(n, host);
    BiFunction<Instant, String, String> in =
        (time, offset) -> time.atOffset(ZoneOffset.of(offset)).toString();
    String said =
        switch (host) {
          // New York before and after its clocks go back.
          case 1 -> in.apply(at, "-04:00");
          case 2 -> in.apply(at, "-05:00");
          case 3 -> in.apply(at, "+02:00");
          case 4 -> in.apply(at, "+05:45");
          case 5 -> LEAP_SECOND;
          default -> at.toString();
        };
    return new Delivery(at.plus(ON_ITS_WAY), answer(ZONES, host, at, rows(host)), said);
  }

  /** An answer for every hour of the last day, the oldest last. */
  private List<Delivery> backlog(int host) {
    Instant newest = collected(CUT_OFF - 1, host).minusSeconds(20);
    Instant flushed = end(CUT_OFF).minus(interval.dividedBy(5));
    return Stream.iterate(0, hour -> hour < 24, hour -> hour + 1)
        .map(
            hour -> {
              boolean past = host == 6 && hour > 12;
              return delivery(
                  flushed.plusMillis(hour),
                  answer(
                      BACKLOG,
                      host,
                      newest.minus(Duration.ofHours(hour)),
                      past ? plus(CLEAN_CRON, ROGUE_CRON) : rows(host)));
            })
        .toList();
  }

  /** In the second half of the interval, each host at a moment of its own. */
  private Instant collected(int n, int host) {
    return end(n).plus(interval.multipliedBy(50 + 2L * host).dividedBy(100));
  }

  private Observation answer(String group, int host, Instant at, List<Map<String, String>> rows) {
    return Observation.of(Instance.named(group, host(host)), "crontab", at, rows)
        .withInterval((int) interval.toSeconds());
  }

  private static List<Map<String, String>> rows(int host) {
    return host == 4 ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON;
  }

  private static Delivery delivery(Instant at, Observation answer) {
    return new Delivery(at, answer, answer.collectedAt().toString());
  }

  /** A group that lies in this partition. */
  private static String named(String what, int partition) {
    return Stream.iterate(1, n -> n + 1)
        .map(n -> what + "-" + n)
        .filter(name -> Partitioning.of(name, Topics.DEFAULT_PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }
}
