package io.diffy.simulator;

import java.util.List;
import java.util.Locale;

/** The fleets worth simulating. */
public enum Scenario {
  /** Several hundred hosts, one collection, every attack. */
  SNAPSHOT(1, 22),
  /** The same noise without any attack: every finding is false. */
  CLEAN(1, 0),
  /** Collections every hour while a deploy goes on; instances are replaced. */
  HOURLY(8, 5),
  /** Five hosts for a day. */
  SMALL(24, 2);

  /** How often the fleet is asked; hourly. */
  final int collections;

  /** How many attacks by themselves, of one type after the other. */
  final int attacks;

  Scenario(int collections, int attacks) {
    this.collections = collections;
    this.attacks = attacks;
  }

  /** The name in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether there is also a campaign, and an attack in the middle of a deploy. */
  boolean campaign() {
    return this == SNAPSHOT || this == HOURLY;
  }

  List<SimulatedGroup> groups() {
    return switch (this) {
      case SNAPSHOT ->
          List.of(
              SimulatedGroup.busy(Profile.LEDGER, 160), SimulatedGroup.busy(Profile.MEDIA, 160));
      case CLEAN ->
          List.of(SimulatedGroup.busy(Profile.LEDGER, 80), SimulatedGroup.busy(Profile.MEDIA, 80));
      case HOURLY ->
          List.of(
              SimulatedGroup.deploying(Profile.LEDGER, 24),
              SimulatedGroup.deploying(Profile.MEDIA, 24));
      case SMALL -> List.of(SimulatedGroup.quiet(Profile.LEDGER, 5));
    };
  }
}
