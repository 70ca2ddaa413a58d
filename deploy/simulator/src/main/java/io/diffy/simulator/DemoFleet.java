package io.diffy.simulator;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small calm group, and what an attacker does to two of its instances. For showing, not for
 * measuring: {@link Simulation} has the odd hosts.
 */
public final class DemoFleet {
  public static final int SIZE = 24;

  /** Gets a listener with its process, the crontab line that brings it back, and a user. */
  private static final int BACKDOORED = 7;

  /** Loses the daemon that would have told, and the firewall rule that was in the way. */
  private static final int BLINDED = 18;

  private final List<SimulatedHost> hosts;
  private final HostAnswers answers;

  /** The same seed gives the same fleet. */
  public DemoFleet(long seed, Duration interval) {
    Dice fleet = Dice.of(seed);
    hosts =
        Population.of(
            SimulatedGroup.calm(Profile.LEDGER, SIZE), 2, Simulation.START, interval, fleet);
    answers = new HostAnswers(fleet, interval);
  }

  public GroupKey group() {
    return hosts.get(0).instance().group();
  }

  /** The ids of all instances, sorted. */
  public Set<String> instanceIds() {
    Set<String> ids = new TreeSet<>();
    hosts.forEach(host -> ids.add(host.instance().instanceId()));
    return ids;
  }

  /** The ids of the two that are attacked, sorted. */
  public Set<String> compromisedIds() {
    return new TreeSet<>(
        Set.of(
            hosts.get(BACKDOORED).instance().instanceId(),
            hosts.get(BLINDED).instance().instanceId()));
  }

  /** Every instance's answers of the last minutes, as clean as the group ever is. */
  public List<Observation> cleanRound(Instant at) {
    return round(0, at, false);
  }

  /** The next answers, after the attacker came. */
  public List<Observation> compromisedRound(Instant at) {
    return round(1, at, true);
  }

  private List<Observation> round(int collection, Instant at, boolean compromised) {
    List<Observation> round = new ArrayList<>();
    Instant asked = at.minusSeconds(SimulatedMoment.SPLAY_SECONDS);
    for (int number = 0; number < hosts.size(); number++) {
      List<Attack> attacks = compromised ? attacks(number) : List.of();
      answers
          .of(hosts.get(number), collection, asked, attacks)
          .forEach(delivery -> round.add(delivery.observation()));
    }
    return round;
  }

  private List<Attack> attacks(int number) {
    List<AttackType> types =
        switch (number) {
          case BACKDOORED ->
              List.of(AttackType.BIND_SHELL, AttackType.ROGUE_CRON, AttackType.SUDO_USER);
          case BLINDED -> List.of(AttackType.AUDIT_STOPPED, AttackType.FIREWALL_RULE_REMOVED);
          default -> List.of();
        };
    String id = hosts.get(number).instance().instanceId();
    return types.stream().map(type -> new Attack(type, id, 1, "", List.of())).toList();
  }
}
