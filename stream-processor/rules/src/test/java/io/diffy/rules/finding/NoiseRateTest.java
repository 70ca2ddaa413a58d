package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.JudgedGroup.Host;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forty hosts: noise is what appears on a day, not what stands. */
class NoiseRateTest {
  private static final int HOSTS = 40;
  private static final int VICTIM = 30;

  private final JudgedGroup group = new JudgedGroup();

  @ParameterizedTest
  @CsvSource({"MODULE, 1, false", "MODULE, 9, true", "PROGRAM, 1, false", "PROGRAM, 9, true"})
  void whatStandsForDaysSaysNothingOfWhatCameToday(Attack attack, int days, boolean told) {
    days(days, attack, (day, hosts) -> ownOn(hosts, attack, 14));
    List<Host> attacked = hosts(attack);
    ownOn(attacked, attack, 14);
    attack.on(attacked.get(VICTIM).answers(), 25);

    group.judge(attacked);

    assertEquals(told, group.worst(instance(VICTIM + 1)).compareTo(Severity.MEDIUM) >= 0);
    assertEquals(
        0,
        group.open().stream().filter(f -> !f.instances().contains(instance(VICTIM + 1))).count());
  }

  @Test
  void itStaysAccusedWhenTheOthersAreStillThere() {
    whatStandsForDaysSaysNothingOfWhatCameToday(Attack.MODULE, 9, true);
    Severity first = group.worst(instance(VICTIM + 1));
    List<Host> attacked = hosts(Attack.MODULE);
    ownOn(attacked, Attack.MODULE, 14);
    Attack.MODULE.on(attacked.get(VICTIM).answers(), 25);

    group.pass(Duration.ofHours(30)).judge(attacked);

    assertEquals(first, group.worst(instance(VICTIM + 1)));
  }

  @Test
  void whatAppearsOnManyHostsEachDayIsNoise() {
    days(9, Attack.MODULE, (day, hosts) -> freshOn(hosts, day, 14));
    List<Host> attacked = hosts(Attack.MODULE);
    freshOn(attacked, 9, 14);
    Attack.MODULE.on(attacked.get(VICTIM).answers(), 25);

    group.judge(attacked);

    assertEquals(Severity.INFORMATIONAL, group.worst(instance(VICTIM + 1)));
  }

  @Test
  void oneHostThatInventsAThousandThingsADayMutesNobody() {
    days(9, Attack.MODULE, (day, hosts) -> invent(hosts.get(3), day));
    List<Host> attacked = hosts(Attack.MODULE);
    invent(attacked.get(3), 9);
    Attack.MODULE.on(attacked.get(VICTIM).answers(), 25);
    Attack.MODULE.on(attacked.get(VICTIM + 1).answers(), 24);

    group.judge(attacked);

    for (int victim : List.of(VICTIM, VICTIM + 1)) {
      Severity worst = group.worst(instance(victim + 1));
      assertTrue(worst.compareTo(Severity.MEDIUM) >= 0, () -> victim + ": " + worst);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LISTENER, 8, 0",
    "MODULE, 8, 1",
    "PROGRAM, 8, 3",
    "UNIT, 16, 0",
    "LISTENER, 16, 1",
    "PROGRAM, 16, 1",
    "PROGRAM, 40, 0"
  })
  void anotherThingOnEachOfFiveMoreHostsIsToldOnAllAndClosesNothing(
      Attack attack, int size, int cleanHours) {
    for (int hour = 0; hour < cleanHours; hour++) {
      group.judge(hosts(attack, size));
    }
    List<Host> attacked = hosts(attack, size);
    ownOn(attacked, attack, 3);
    group.judge(attacked).judge(attacked);
    Map<String, Severity> first = severities();
    List<Host> more = hosts(attack, size);
    ownOn(more, attack, 8);
    group.judge(more).judge(more);

    for (int n = 0; n < 8; n++) {
      Severity worst = group.worst(instance(n + 1));
      assertTrue(worst.compareTo(Severity.MEDIUM) >= 0, n + ": " + worst);
    }
    assertEquals(3, first.size());
    Map<String, Severity> now = severities();
    now.keySet().retainAll(first.keySet());
    assertEquals(first, now, "closed or lowered by the others");
  }

  @Test
  void whatComesToAsManyHostsEachHourIsNoBurst() {
    for (int hour = 0; hour < 6; hour++) {
      List<Host> hosts = hosts(Attack.PROGRAM);
      for (int n = 0; n < 12; n++) {
        Attack.PROGRAM.on(hosts.get((12 * hour + n) % HOSTS).answers(), (12 * hour + n) % 26);
      }
      group.judge(hosts);
    }

    assertEquals(List.of(), group.open());
  }

  private Map<String, Severity> severities() {
    return group.open().stream().collect(Collectors.toMap(Finding::uid, Finding::severity));
  }

  private void days(int days, Attack attack, BiConsumer<Integer, List<Host>> more) {
    for (int day = 0; day < days; day++) {
      List<Host> hosts = hosts(attack);
      more.accept(day, hosts);
      group.judge(hosts).pass(Duration.ofHours(23));
    }
  }

  /** Each of the first hosts has one of its own. */
  private static void ownOn(List<Host> hosts, Attack attack, int own) {
    for (int n = 0; n < own; n++) {
      attack.on(hosts.get(n).answers(), n);
    }
  }

  /** Each of the first hosts has another module each day. */
  private static void freshOn(List<Host> hosts, int day, int fresh) {
    for (int n = 0; n < fresh; n++) {
      add(hosts.get(n), "m" + (char) ('a' + n) + "d" + (char) ('a' + day));
    }
  }

  private static void invent(Host host, int day) {
    for (int n = 0; n < 1000; n++) {
      add(host, "m" + (char) ('a' + day) + Integer.toString(n, 36) + "q");
    }
  }

  private static void add(Host host, String module) {
    List<Map<String, String>> rows = new ArrayList<>(host.answers().get("kernel_modules"));
    rows.add(Attack.module(module));
    host.answers().put("kernel_modules", rows);
  }

  private static List<Host> hosts(Attack attack) {
    return hosts(attack, HOSTS);
  }

  private static List<Host> hosts(Attack attack, int size) {
    List<Host> hosts = new ArrayList<>();
    for (int n = 0; n < size; n++) {
      Map<String, List<Map<String, String>>> answers = Attack.clean(instance(n + 1), 1000 + 10 * n);
      answers.keySet().retainAll(Set.of(attack.query));
      hosts.add(new Host(instance(n + 1), answers));
    }
    return hosts;
  }
}
