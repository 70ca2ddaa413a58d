package io.diffy.simulator;

import io.diffy.schemas.json.ObservationCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A simulated fleet with its truth. Nothing of it is kept in memory but who there is: each pass
 * makes the same observations again.
 */
public final class Simulation {
  /** When the first collection begins. */
  public static final Instant START = Instant.parse("2025-06-02T00:00:00Z");

  public static final Duration INTERVAL = Duration.ofHours(1);

  private static final int LATE_MINUTES = 20;
  private static final int LATER_MINUTES = 30;
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(40);

  private final int collections;
  private final Map<String, SimulatedGroup> plans;
  private final List<SimulatedHost> hosts;
  private final List<Attack> attacks;
  private final HostAnswers answers;
  private final Dice fleet;

  private Simulation(
      List<SimulatedGroup> groups, int collections, int attacks, boolean more, long seed) {
    this.collections = collections;
    fleet = Dice.of(seed);
    answers = new HostAnswers(fleet, INTERVAL);
    plans = groups.stream().collect(Collectors.toMap(plan -> plan.profile().asg, plan -> plan));
    List<SimulatedHost> everybody =
        groups.stream()
            .flatMap(plan -> Population.of(plan, collections, START, INTERVAL, fleet).stream())
            .toList();
    this.attacks = Attacks.plan(everybody, collections, attacks, more, answers, fleet);
    // What an attack leaves must be in the data, or nobody could be blamed for missing it.
    Set<String> attacked =
        this.attacks.stream().map(Attack::instanceId).collect(Collectors.toSet());
    hosts =
        everybody.stream()
            .map(
                host ->
                    attacked.contains(host.instance().instanceId()) ? host.answeringWhole() : host)
            .toList();
  }

  /** The same scenario and seed give the same fleet, to the byte. */
  public static Simulation of(Scenario scenario, long seed) {
    return of(scenario, 1, seed);
  }

  /** The same with so many times as many hosts and attacks. */
  public static Simulation of(Scenario scenario, double times, long seed) {
    return new Simulation(
        scenario.groups().stream().map(group -> group.times(times)).toList(),
        scenario.collections,
        (int) Math.round(scenario.attacks * times),
        scenario.campaign(),
        seed);
  }

  /** One group of so many hosts, asked once, with all the noise and without an attack. */
  public static Simulation ofSize(int hosts, long seed) {
    return new Simulation(List.of(SimulatedGroup.busy(Profile.LEDGER, hosts)), 1, 0, false, seed);
  }

  /** The names of the queries that every host answers, sorted. */
  public static List<String> queries() {
    return RowTables.queries();
  }

  public int collections() {
    return collections;
  }

  public Truth truth() {
    return new Truth(attacks, hosts.stream().map(Simulation::truth).toList());
  }

  /**
   * All observations, collection by collection and host by host; what comes late stands at the end
   * of its collection.
   */
  public void forEach(Consumer<Delivery> receiver) {
    for (int collection = 0; collection < collections; collection++) {
      List<Delivery> late = new ArrayList<>();
      for (SimulatedHost host : hosts) {
        if (host.answers(collection)) {
          deliver(host, collection, receiver, late);
        }
      }
      late.forEach(receiver);
    }
  }

  /** The observations as the import format: one JSON object per line. */
  public void write(OutputStream out) {
    ObservationCodec codec = new ObservationCodec();
    forEach(
        delivery -> {
          try {
            out.write(codec.encode(delivery.observation()));
            out.write('\n');
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void deliver(
      SimulatedHost host, int collection, Consumer<Delivery> receiver, Collection<Delivery> late) {
    SimulatedGroup plan = plans.get(host.instance().asg());
    Dice way = fleet.on("way", host.instance().instanceId(), collection);
    for (Delivery delivery :
        answers.of(host, collection, time(collection), begun(host, collection))) {
      if (way.chance(plan.delivery().late())) {
        late.add(after(delivery, Duration.ofMinutes(LATE_MINUTES + way.below(LATER_MINUTES))));
        continue;
      }
      receiver.accept(delivery);
      if (way.chance(plan.delivery().doubled())) {
        receiver.accept(after(delivery, AGAIN_AFTER));
      }
    }
  }

  private static Delivery after(Delivery delivery, Duration wait) {
    return new Delivery(
        delivery.observation(), delivery.arrived().plus(wait), delivery.collection());
  }

  private static Instant time(int collection) {
    return START.plus(INTERVAL.multipliedBy(collection));
  }

  private List<Attack> begun(SimulatedHost host, int collection) {
    return attacks.stream()
        .filter(attack -> attack.instanceId().equals(host.instance().instanceId()))
        .filter(attack -> attack.from() <= collection)
        .toList();
  }

  private static Truth.Host truth(SimulatedHost host) {
    Map<Integer, List<String>> labels = new TreeMap<>();
    IntStream.range(host.from(), host.until())
        .filter(collection -> !host.labels(collection).isEmpty())
        .forEach(collection -> labels.put(collection, host.labels(collection)));
    return new Truth.Host(host.instance(), host.from(), host.until(), labels);
  }
}
