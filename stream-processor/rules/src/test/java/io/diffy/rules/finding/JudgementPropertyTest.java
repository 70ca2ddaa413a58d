package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.JudgedGroup.Host;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.TestObservations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What must hold of the whole judgement, whoever attacks whom. */
class JudgementPropertyTest {
  private static final int ATTACKED = 0;

  @Property(tries = 40, seed = "1")
  void moreAttackedHostsNeitherCloseNorLowerAFindingWhileFewerThanHalfAre(
      @ForAll Attack attack,
      @ForAll Attack other,
      @ForAll boolean same,
      @ForAll @IntRange(min = 6, max = 24) int hosts,
      @ForAll @IntRange(min = 1, max = 5) int more) {
    List<Host> group = group(hosts, attack, other);
    attack.on(group.get(ATTACKED).answers(), 0);
    JudgedGroup judged = new JudgedGroup().judge(group);
    List<Finding> before = judged.against(instance(1));
    for (int n = 1; n < Math.min(more + 1, (hosts - 1) / 2); n++) {
      (same ? attack : other).on(group.get(n).answers(), same ? 0 : n);
    }

    judged.judge(group);

    for (Finding finding : before) {
      assertTrue(
          judged.against(instance(1)).stream()
              .anyMatch(
                  f ->
                      f.uid().equals(finding.uid())
                          && f.severity().compareTo(finding.severity()) >= 0),
          () -> said(finding) + " then " + said(judged));
    }
  }

  @Property(tries = 40, seed = "2")
  void aSecondAttackedHostHidesNothingFromTheFirstLook(
      @ForAll Attack attack,
      @ForAll boolean same,
      @ForAll @IntRange(min = 12, max = 24) int hosts) {
    List<Host> group = group(hosts, attack);
    attack.on(group.get(ATTACKED).answers(), 0);
    Severity alone = new JudgedGroup().judge(group).worst(instance(1));
    attack.on(group.get(1).answers(), same ? 0 : 1);

    JudgedGroup both = new JudgedGroup().judge(group);

    Severity least = alone.compareTo(Severity.MEDIUM) > 0 ? Severity.MEDIUM : alone;
    assertTrue(both.worst(instance(1)).compareTo(least) >= 0, () -> alone + " then " + said(both));
  }

  @Property(tries = 40, seed = "3")
  void aRowOfOnesOwnOnEveryHostHidesNothing(
      @ForAll Attack attack, @ForAll @IntRange(min = 12, max = 24) int hosts) {
    List<Host> group = group(hosts, attack);
    attack.on(group.get(ATTACKED).answers(), 0);
    Severity alone = new JudgedGroup().judge(group).worst(instance(1));
    group.forEach(JudgementPropertyTest::addOwnRows);

    JudgedGroup judged = new JudgedGroup().judge(group);

    Severity least = alone.compareTo(Severity.MEDIUM) > 0 ? Severity.MEDIUM : alone;
    assertTrue(
        judged.worst(instance(1)).compareTo(least) >= 0, () -> alone + " then " + said(judged));
    assertEquals(
        List.of(),
        judged.open().stream()
            .filter(f -> f.instances().size() == 1)
            .filter(f -> !f.instances().get(0).equals(instance(1)))
            .toList());
  }

  @Property(tries = 40, seed = "4")
  void otherNamesAddressesAndPidsChangeNothingButNames(
      @ForAll Attack attack,
      @ForAll @IntRange(min = 3, max = 16) int hosts,
      @ForAll @IntRange(min = 2, max = 4_000_000) int pid,
      @ForAll @IntRange(min = 1, max = 200) int net) {
    List<Host> group = group(hosts, attack);
    List<Host> renamed = new ArrayList<>();
    for (int n = 1; n <= hosts; n++) {
      String ip = "172.16." + net + "." + n;
      Instance host =
          new Instance(
              TestObservations.WEB_PROD,
              "i-%016x".formatted(net * 1_000_003L + n),
              instance(n).cohort(),
              new Address("us-east-1c", "web-" + net + "-" + n + ".internal", ip));
      Map<String, List<Map<String, String>>> answers = Attack.clean(host, pid + 7 * n);
      answers.keySet().retainAll(Set.of(attack.query));
      renamed.add(new Host(host, answers));
    }
    attack.on(group.get(ATTACKED).answers(), 0);
    attack.on(renamed.get(ATTACKED).answers(), 0);

    assertEquals(said(new JudgedGroup().judge(group)), said(new JudgedGroup().judge(renamed)));
  }

  @Property(tries = 40, seed = "5")
  void whatOneHostSendsAccusesNobodyElse(
      @ForAll @Size(min = 1, max = 8) List<Attack> attacks,
      @ForAll boolean silent,
      @ForAll @IntRange(min = 3, max = 16) int hosts) {
    List<Host> group = group(hosts, attacks.toArray(Attack[]::new));
    Map<String, List<Map<String, String>>> answers = group.get(ATTACKED).answers();
    if (silent) {
      answers.replaceAll((query, rows) -> List.of());
    }
    for (int n = 0; n < attacks.size(); n++) {
      if (!silent) {
        attacks.get(n).on(answers, n % 20);
      }
    }

    JudgedGroup judged = new JudgedGroup().judge(group);

    for (int n = 2; n <= hosts; n++) {
      assertTrue(
          judged.worst(instance(n)).compareTo(Severity.LOW) <= 0, () -> said(judged).toString());
    }
  }

  private static List<String> said(JudgedGroup judged) {
    return judged.open().stream().map(JudgementPropertyTest::said).sorted().toList();
  }

  private static String said(Finding f) {
    return "%s %s on %d: %s, score %s"
        .formatted(f.query(), f.kind(), f.instances().size(), f.severity(), f.score());
  }

  /** A line of its own in each table that has such. */
  private static void addOwnRows(Host host) {
    String own = host.instance().hostname();
    String word =
        "" + (char) ('a' + Integer.parseInt(own.substring(own.lastIndexOf('-') + 1)) % 26);
    Map<String, List<Map<String, String>>> answers = host.answers();
    add(
        answers,
        "crontab",
        Attack.cron("/etc/cron.d/backup", "/usr/bin/backup --site " + word + word));
    add(
        answers,
        "etc_hosts",
        row("address", "198.51.100." + (int) word.charAt(0), "hostnames", "gw-" + word));
    add(answers, "users", Attack.user("deploy-" + word, "2" + (int) word.charAt(0)));
    add(answers, "deb_packages", Attack.installed("site-" + word));
  }

  private static void add(
      Map<String, List<Map<String, String>>> answers, String query, Map<String, String> row) {
    answers.computeIfPresent(
        query, (q, rows) -> Stream.concat(rows.stream(), Stream.of(row)).toList());
  }

  /** Hosts that are as they should be, asked for the tables of these attacks. */
  private static List<Host> group(int hosts, Attack... attacks) {
    Set<String> asked = Arrays.stream(attacks).map(a -> a.query).collect(Collectors.toSet());
    List<Host> group = new ArrayList<>();
    for (int n = 1; n <= hosts; n++) {
      Map<String, List<Map<String, String>>> answers = Attack.clean(instance(n), 1000 + 10 * n);
      answers.keySet().retainAll(asked);
      group.add(new Host(instance(n), answers));
    }
    return group;
  }
}
