package io.diffy.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses who is attacked, how and when. No host is attacked twice. */
final class Attacks {
  private static final int CAMPAIGN = 4;

  private final List<SimulatedHost> hosts;
  private final int collections;
  private final HostAnswers answers;
  private final Dice dice;
  private final Set<String> taken = new HashSet<>();
  private final List<Attack> attacks = new ArrayList<>();

  private Attacks(List<SimulatedHost> hosts, int collections, HostAnswers answers, Dice dice) {
    this.hosts = hosts;
    this.collections = collections;
    this.answers = answers;
    this.dice = dice;
  }

  /**
   * The attacks of a scenario.
   *
   * @param single how many by themselves
   * @param more whether there is also a campaign, and an attack on a host that was just deployed
   */
  static List<Attack> plan(
      List<SimulatedHost> hosts,
      int collections,
      int single,
      boolean more,
      HostAnswers answers,
      Dice fleet) {
    Attacks plan = new Attacks(hosts, collections, answers, fleet.on("attacks"));
    List<AttackType> types = new ArrayList<>(List.of(AttackType.values()));
    plan.dice.shuffle(types);
    for (int i = 0; i < single; i++) {
      plan.attack(types.get(i % types.size()), plan.somebody(host -> true), "");
    }
    if (more) {
      plan.attackDuringDeploy(types.get(single % types.size()));
      plan.campaign(types.get((single + 1) % types.size()));
    }
    return plan.attacks;
  }

  private void attackDuringDeploy(AttackType type) {
    boolean watched = hosts.stream().anyMatch(host -> isNew(host) && host.from() > 0);
    attack(type, somebody(host -> isNew(host) && (host.from() > 0 || !watched)), "");
  }

  private void campaign(AttackType type) {
    SimulatedHost first = somebody(host -> true);
    attack(type, first, "campaign");
    for (int i = 1; i < CAMPAIGN; i++) {
      SimulatedHost next =
          somebody(host -> host.instance().group().equals(first.instance().group()));
      attack(type, next, "campaign");
    }
  }

  /** A host that is still there at the end, so that what was done to it can be seen. */
  private SimulatedHost somebody(Predicate<SimulatedHost> wanted) {
    List<SimulatedHost> candidates =
        hosts.stream()
            .filter(host -> host.until() == collections)
            .filter(host -> !taken.contains(host.instance().instanceId()))
            .filter(wanted)
            .toList();
    SimulatedHost chosen = dice.pick(candidates);
    taken.add(chosen.instance().instanceId());
    return chosen;
  }

  private void attack(AttackType type, SimulatedHost host, String campaign) {
    int earliest = host.from() > 0 ? host.from() : collections / 4;
    int from = Math.min(collections - 1, earliest + dice.below(collections / 2 + 1));
    Attack bare = new Attack(type, host.instance().instanceId(), from, campaign, List.of());
    attacks.add(new Attack(type, bare.instanceId(), from, campaign, answers.evidence(host, bare)));
  }

  private static boolean isNew(SimulatedHost host) {
    return host.traits().contains(Release.NEW.word());
  }
}
