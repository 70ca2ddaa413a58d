package io.diffy.simulator;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.Observation.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What one host sends at one collection: its rows, cut, delayed and dated as its oddities say. */
record HostAnswers(Dice fleet, Duration interval) {
  private static final int SKEW_SECONDS = 200;
  private static final Duration DAY_AHEAD = Duration.ofHours(26);

  /** Answers below this many rows are never cut. */
  private static final int BIG = 60;

  private static final double LEFT_WHEN_TRUNCATED = 0.7;
  private static final double LEFT_WHEN_CUT = 0.5;

  /**
   * One observation per query.
   *
   * @param at when the collection begins, by the true time
   * @param attacks those on this host that have begun
   */
  List<Delivery> of(SimulatedHost host, int collection, Instant at, List<Attack> attacks) {
    SimulatedMoment moment = SimulatedMoment.of(host, collection, at, fleet);
    HostRows rows = RowTables.of(moment);
    attacks.forEach(attack -> attack.type().strike(rows, dice(attack)));
    Dice sending = moment.now().on("sending");
    String failing = sending.pick(RowTables.queries());
    List<Delivery> deliveries = new ArrayList<>();
    for (Map.Entry<String, List<Map<String, String>>> answer : rows.byQuery().entrySet()) {
      Instant answered = moment.time().plusSeconds(deliveries.size() / 4);
      sending.shuffle(answer.getValue());
      Observation observation =
          moment.is(Oddity.FAILED_QUERY.word()) && answer.getKey().equals(failing)
              ? Observation.failed(
                  host.instance(), failing, hostTime(answered, moment), "database is locked")
              : observation(moment, answer.getKey(), answered, answer.getValue());
      deliveries.add(
          new Delivery(
              observation.withInterval((int) interval.toSeconds()),
              answered.plusMillis(300 + sending.below(2500)),
              collection));
    }
    return deliveries;
  }

  /** What an attack leaves, found by striking the host's rows as they are when it begins. */
  List<AttackEvidence> evidence(SimulatedHost host, Attack attack) {
    HostRows rows = RowTables.of(SimulatedMoment.of(host, attack.from(), host.bootedAt(), fleet));
    return attack.type().strike(rows, dice(attack));
  }

  /** The same for all hosts of a campaign. */
  private Dice dice(Attack attack) {
    String name = attack.campaign().isEmpty() ? attack.instanceId() : attack.campaign();
    return fleet.on("attack", attack.type(), name);
  }

  private static Observation observation(
      SimulatedMoment moment, String query, Instant answered, List<Map<String, String>> rows) {
    boolean big = rows.size() >= BIG;
    boolean truncated = big && moment.is(Oddity.TRUNCATED.word());
    boolean cut = big && moment.is(Oddity.CUT.word());
    double left = truncated ? LEFT_WHEN_TRUNCATED : cut ? LEFT_WHEN_CUT : 1;
    return new Observation(
        moment.host().instance(),
        query,
        hostTime(answered, moment),
        truncated ? new Status(Coverage.TRUNCATED, "answer cut") : Status.OK,
        Trigger.UNKNOWN,
        Observation.Part.WHOLE,
        List.copyOf(rows.subList(0, (int) (left * rows.size()))),
        Map.of());
  }

  /** The time by the host's own clock. */
  private static Instant hostTime(Instant time, SimulatedMoment moment) {
    if (moment.is(Oddity.CLOCK_AHEAD.word())) {
      return time.plus(DAY_AHEAD);
    }
    return moment.is(Oddity.SKEWED.word())
        ? time.plusSeconds(moment.boot().on("skew").below(2 * SKEW_SECONDS) - SKEW_SECONDS)
        : time;
  }
}
