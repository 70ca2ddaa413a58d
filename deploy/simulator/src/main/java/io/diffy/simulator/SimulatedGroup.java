package io.diffy.simulator;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a group is like. Shares are of its hosts, 0 to 1; those of oddities that pass are of its
 * hosts at each collection. They are guesses: nobody publishes how odd real groups are.
 *
 * @param profile what its hosts are for
 * @param hosts how many there are at any time
 * @param rollout of the new release
 * @param big the share of the bigger instance type
 * @param replaced the share that is replaced between two collections for no reason of the deploy
 * @param delivery of its observations
 * @param oddities what else differs
 */
record SimulatedGroup(
    Profile profile,
    int hosts,
    Rollout rollout,
    double big,
    double replaced,
    Faults delivery,
    Map<Oddity, Double> oddities) {

  private static final Faults SOME = new Faults(0.02, 0.02);

  /**
   * A deploy that goes on.
   *
   * @param canaries how many hosts run the next release but one
   * @param first the share that runs the new release at the first collection
   * @param last the same at the last
   */
  record Rollout(int canaries, double first, double last) {
    static final Rollout NONE = new Rollout(0, 0, 0);
  }

  /**
   * What goes wrong on the way.
   *
   * @param late the share of observations that come half an hour late
   * @param doubled the share that is delivered twice
   */
  record Faults(double late, double doubled) {}

  /** The same with so many times as many hosts. */
  SimulatedGroup times(double factor) {
    return new SimulatedGroup(
        profile, (int) Math.round(hosts * factor), rollout, big, replaced, delivery, oddities);
  }

  /** A group in the middle of everything. */
  static SimulatedGroup busy(Profile profile, int hosts) {
    boolean early = profile == Profile.LEDGER;
    return new SimulatedGroup(
        profile,
        hosts,
        new Rollout(early ? 1 : 2, early ? 0.15 : 0.6, 0.9),
        0.25,
        0,
        new Faults(0, 0.01),
        guesses());
  }

  /** A group that is deployed to while it is watched. */
  static SimulatedGroup deploying(Profile profile, int hosts) {
    return new SimulatedGroup(
        profile, hosts, new Rollout(1, 0.1, 0.8), 0.25, 0.01, SOME, guesses());
  }

  /** A group of equal hosts on which little happens. */
  static SimulatedGroup quiet(Profile profile, int hosts) {
    return new SimulatedGroup(profile, hosts, Rollout.NONE, 0, 0, SOME, guesses());
  }

  /** A group of equal hosts on which nothing happens. */
  static SimulatedGroup calm(Profile profile, int hosts) {
    return new SimulatedGroup(profile, hosts, Rollout.NONE, 0, 0, new Faults(0, 0), Map.of());
  }

  private static Map<Oddity, Double> guesses() {
    Map<Oddity, Double> shares = new EnumMap<>(Oddity.class);
    shares.put(Oddity.UPGRADED, 0.35);
    shares.put(Oddity.RESTART_PENDING, 0.1);
    shares.put(Oddity.SSH_SESSION, 0.015);
    shares.put(Oddity.DEBUGGING, 0.004);
    shares.put(Oddity.FAILED_UNIT, 0.02);
    shares.put(Oddity.FAILED_UNIT_2, 0.01);
    shares.put(Oddity.FAILED_UNIT_3, 0.006);
    shares.put(Oddity.EXTRA_MODULE, 0.12);
    shares.put(Oddity.EXTRA_MODULE_2, 0.006);
    shares.put(Oddity.EXTRA_MODULE_3, 0.002);
    shares.put(Oddity.EXTRA_MODULE_4, 0.002);
    shares.put(Oddity.ID_ORDER, 0.03);
    shares.put(Oddity.COLLEAGUE, 0.003);
    shares.put(Oddity.HALF_CONFIGURED, 0.004);
    shares.put(Oddity.TOOLED, 0.004);
    shares.put(Oddity.BANNING, 0.02);
    shares.put(Oddity.NEWBORN, 0.015);
    shares.put(Oddity.TRUNCATED, 0.015);
    shares.put(Oddity.CUT, 0.008);
    shares.put(Oddity.FAILED_QUERY, 0.01);
    shares.put(Oddity.SKEWED, 0.03);
    shares.put(Oddity.CLOCK_AHEAD, 0.004);
    return shares;
  }
}
