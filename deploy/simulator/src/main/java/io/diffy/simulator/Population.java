package io.diffy.simulator;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The hosts of one group over all collections: places, and the instances that hold them. */
final class Population {
  /** Of the instances that a replacement starts, this share is seen while it is being set up. */
  private static final double SEEN_NEWBORN = 0.5;

  /** A host that is still being set up was booted some minutes ago. */
  private static final int SETTING_UP_SECONDS = 120;

  private static final int LONGEST_UP_SECONDS = 8_000_000;

  private final SimulatedGroup plan;
  private final Instant start;
  private final Duration interval;
  private final int collections;
  private final Dice dice;
  private final List<SimulatedHost> hosts = new ArrayList<>();

  private Population(
      SimulatedGroup plan, int collections, Instant start, Duration interval, Dice dice) {
    this.plan = plan;
    this.start = start;
    this.interval = interval;
    this.collections = collections;
    this.dice = dice;
  }

  static List<SimulatedHost> of(
      SimulatedGroup plan, int collections, Instant start, Duration interval, Dice fleet) {
    Population population =
        new Population(plan, collections, start, interval, fleet.on("group", plan.profile().asg));
    for (int place = 0; place < plan.hosts(); place++) {
      population.settle(place);
    }
    return population.hosts;
  }

  /** One place: a new instance whenever the release changes or the old one is replaced. */
  private void settle(int place) {
    Dice placeDice = dice.on("place", place);
    double turn = placeDice.below(10_000) / 10_000.0;
    int from = 0;
    int life = 0;
    for (int collection = 1; collection <= collections; collection++) {
      boolean ends =
          collection == collections
              || release(place, turn, collection) != release(place, turn, from)
              || placeDice.on("replaced", collection).chance(plan.replaced());
      if (ends) {
        hosts.add(host(place, life++, release(place, turn, from), from, collection));
        from = collection;
      }
    }
  }

  private Release release(int place, double turn, int collection) {
    if (place < plan.rollout().canaries()) {
      return Release.CANARY;
    }
    double passed = collections == 1 ? 0 : collection / (collections - 1.0);
    SimulatedGroup.Rollout rollout = plan.rollout();
    double deployed = rollout.first() + (rollout.last() - rollout.first()) * passed;
    return turn < deployed ? Release.NEW : Release.OLD;
  }

  private SimulatedHost host(int place, int life, Release release, int from, int until) {
    Dice hostDice = dice.on("instance", place, life);
    boolean big = dice.on("type", place).chance(plan.big());
    int zone = place % 3;
    Set<String> traits = new HashSet<>(Set.of(plan.profile().word(), release.word()));
    traits.add("zone-" + "abc".charAt(zone));
    if (big) {
      traits.add("big");
    }
    if (plan.profile().plainSql) {
      traits.add("plain-sql");
    }
    if (plan.oddities().isEmpty()) {
      traits.add(SimulatedMoment.CALM);
    }
    List<SimulatedHost.Span> oddities = oddities(hostDice, life, from, until);
    return new SimulatedHost(
        instance(place, life, zone, big, release, hostDice),
        Set.copyOf(traits),
        oddities,
        big ? 4 : 2,
        bootedAt(hostDice.on("booted"), oddities, from),
        from,
        until);
  }

  private Instant bootedAt(Dice bootDice, List<SimulatedHost.Span> oddities, int from) {
    Instant seen = start.plus(interval.multipliedBy(from));
    boolean settingUp =
        oddities.stream()
            .anyMatch(span -> span.trait().equals(Oddity.NEWBORN.word()) && span.holds(from));
    if (settingUp) {
      return seen.minusSeconds(SETTING_UP_SECONDS + bootDice.below(3 * SETTING_UP_SECONDS));
    }
    // One that came while the fleet was watched was booted after the collection before.
    int upTo = from == 0 ? LONGEST_UP_SECONDS : (int) interval.toSeconds() / 2;
    return seen.minus(interval.dividedBy(3)).minusSeconds(bootDice.below(upTo));
  }

  private Instance instance(
      int place, int life, int zone, boolean big, Release release, Dice hostDice) {
    Profile profile = plan.profile();
    // Below 128 lie the services that all hosts talk to.
    String ip =
        "10.%d.%d.%d".formatted(40 + place / 250, 128 + 32 * zone + life % 32, 1 + place % 250);
    return new Instance(
        new GroupKey(profile.account, profile.region, profile.asg),
        "i-0" + hostDice.hex(16),
        new Cohort(
            "ami-0" + dice.on("image", release).hex(16),
            release.launchVersion(),
            big ? "m6i.xlarge" : "m6i.large"),
        new Address(profile.region + "abc".charAt(zone), "ip-" + ip.replace('.', '-'), ip));
  }

  private List<SimulatedHost.Span> oddities(Dice hostDice, int life, int from, int until) {
    List<SimulatedHost.Span> spans = new ArrayList<>();
    for (Map.Entry<Oddity, Double> oddity : plan.oddities().entrySet()) {
      Dice oddityDice = hostDice.on("oddity", oddity.getKey());
      String word = oddity.getKey().word();
      if (oddity.getKey().lasts()) {
        // Some of it was there before anybody looked.
        int start =
            Math.max(
                from, from - (until - from) / 2 + oddityDice.below(3 * (until - from) / 2 + 1));
        if (oddityDice.chance(oddity.getValue()) && start < until) {
          spans.add(new SimulatedHost.Span(word, start, until));
        }
        continue;
      }
      for (int collection = from; collection < until; collection++) {
        boolean born = oddity.getKey() == Oddity.NEWBORN && collections > 1;
        double share =
            !born ? oddity.getValue() : collection == from && life > 0 ? SEEN_NEWBORN : 0;
        if (oddityDice.on(collection).chance(share)) {
          spans.add(new SimulatedHost.Span(word, collection, collection + 1));
        }
      }
    }
    return List.copyOf(spans);
  }
}
