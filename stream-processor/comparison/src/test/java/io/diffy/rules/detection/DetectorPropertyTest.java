package io.diffy.rules.detection;

import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.detection.OddGroup.Oddity;
import io.diffy.rules.detection.OddGroup.Way;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.TestObservations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold of the rules for every group, tried on many. */
class DetectorPropertyTest {
  private static final int ATTACKER = 0;

  @Property(tries = 300, seed = "1")
  void theOrderOfTheHostsChangesNothing(@ForAll("groups") OddGroup group, @ForAll Random random) {
    List<Integer> order = new ArrayList<>(hosts(group));
    Collections.shuffle(order, random);

    assertEquals(said(detect(group, hosts(group))), said(detect(group, order)));
  }

  @Property(tries = 300, seed = "2")
  void moreHealthyHostsNeverHideAnAttacker(
      @ForAll("groups") OddGroup group, @ForAll @IntRange(min = 1, max = 20) int more) {
    OddGroup attacked = attacked(group);
    DetectionResult before = detect(attacked, hosts(attacked));
    Assume.that(best(before, ATTACKER) > 0);

    OddGroup bigger = attacked.withHealthy(more);
    DetectionResult after = detect(bigger, hosts(bigger));

    assertTrue(rank(after, bigger) <= rank(before, attacked), () -> before + " then " + after);
    assertTrue(best(after, ATTACKER) >= best(before, ATTACKER), () -> before + " then " + after);
  }

  @Property(tries = 300, seed = "3")
  void otherNamesAddressesAndPidsChangeNoScore(
      @ForAll("groups") OddGroup group,
      @ForAll("hostNames") List<String> names,
      @ForAll @IntRange(min = 1, max = 4_000_000) int firstPid) {
    Fleet renamed = new Fleet(OddGroup.RULES);
    for (int host = 0; host < group.hosts(); host++) {
      Instance self = renamed(host, names.get(host));
      renamed.with(self, group.rows(host, self, firstPid + 100 * host));
    }

    assertEquals(
        scores(detect(group, hosts(group))), scores(renamed.detectLearning()), names::toString);
  }

  @Provide
  Arbitrary<OddGroup> groups() {
    return OddGroup.any(1, 16);
  }

  /** As AWS, people and container runtimes give them. */
  @Provide
  Arbitrary<List<String>> hostNames() {
    Arbitrary<String> people =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .ofMinLength(1)
            .ofMaxLength(8)
            .map(name -> name + "-node");
    Arbitrary<String> numbers =
        Arbitraries.integers().between(1, 65_000).map(n -> "web" + n + ".example.net");
    Arbitrary<String> aws =
        Arbitraries.integers().between(0, 255).map(n -> "ip-10-0-7-" + n + ".ec2.internal");
    Arbitrary<String> containers = Arbitraries.strings().withChars("0123456789abcdef").ofLength(12);
    return Arbitraries.oneOf(people, numbers, aws, containers).list().ofSize(16).uniqueElements();
  }

  private static OddGroup attacked(OddGroup group) {
    List<Oddity> oddities = new ArrayList<>(group.oddities());
    oddities.add(new Oddity(ATTACKER, Way.EXTRA));
    return new OddGroup(group.hosts(), oddities);
  }

  private static List<Integer> hosts(OddGroup group) {
    List<Integer> hosts = new ArrayList<>();
    for (int host = 0; host < group.hosts(); host++) {
      hosts.add(host);
    }
    return hosts;
  }

  private static DetectionResult detect(OddGroup group, List<Integer> order) {
    Fleet fleet = new Fleet(OddGroup.RULES);
    order.forEach(n -> fleet.with(instance(n), group.rows(n, instance(n), 1000)));
    return fleet.detectLearning();
  }

  private static Instance renamed(int host, String name) {
    Instance old = TestObservations.instance(host);
    return new Instance(
        old.group(),
        "i-0%016x".formatted(0x5eed_0000_0000L * (host + 1)),
        old.cohort(),
        new Address(old.az(), name, "172.16.%d.9".formatted(host)));
  }

  private static double best(DetectionResult result, int host) {
    String id = instance(host).instanceId();
    return result.deviations().stream()
        .filter(d -> d.hosts().stream().anyMatch(h -> h.instance().instanceId().equals(id)))
        .mapToDouble(Deviation::score)
        .max()
        .orElse(0);
  }

  /** 1 and up: how many hosts have a better score than the attacker's best, and one. */
  private static long rank(DetectionResult result, OddGroup group) {
    double attackers = best(result, ATTACKER);
    return 1 + hosts(group).stream().filter(host -> best(result, host) > attackers).count();
  }

  private static List<String> said(DetectionResult result) {
    return result.deviations().stream()
        .map(
            d ->
                "%s %x %x %s %d of %d %s %s"
                    .formatted(
                        d.kind(),
                        d.subject(),
                        d.item().previous(),
                        String.join(" ", d.hostIds()),
                        d.prevalence().hostsWithItem(),
                        d.prevalence().hostsCompared(),
                        d.prevalence().cohort(),
                        d.score()))
        .toList();
  }

  private static List<String> scores(DetectionResult result) {
    return result.deviations().stream()
        .map(d -> "%s of %d hosts: %s".formatted(d.kind(), d.hosts().size(), d.score()))
        .sorted()
        .toList();
  }
}
