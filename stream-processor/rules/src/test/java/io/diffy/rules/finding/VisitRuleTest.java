package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.JudgedGroup.Host;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Passing;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Visits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten hosts, judged for days: what comes and goes is known then, and an intruder never is. */
class VisitRuleTest {
  private static final int HOSTS = 10;
  private static final int DAYS = 10;
  private static final String PROCESSES = "processes";
  private static final Map<String, String> CERTBOT =
      process("certbot", "/usr/bin/python3.11", "/usr/bin/python3 /usr/bin/certbot -q renew");
  private static final Map<String, String> LEADER =
      process("etcd-lead", "/opt/app/etcd-lead", "/opt/app/etcd-lead");
  private static final Map<String, String> LEADER_PORT =
      row(
          "address",
          "0.0.0.0",
          "port",
          "7070",
          "protocol",
          "6",
          "family",
          "2",
          "pid",
          "4000",
          "name",
          "etcd-lead",
          "path",
          "/opt/app/etcd-lead",
          "cmdline",
          "/opt/app/etcd-lead");

  private final JudgedGroup group = new JudgedGroup();
  private final List<Severity> worst = new ArrayList<>();
  private Set<String> queries = Set.of(PROCESSES, "listening_ports", "crontab", "authorized_keys");

  @Test
  void aJobOnAnotherHostEachDayIsLowFromTheFourthDayOn() {
    days(DAYS, VisitRuleTest::anotherEachDay, Map.of(PROCESSES, CERTBOT));

    assertEquals(low(3, DAYS), worst);
    Passing certbot = group.learnt(PROCESSES).passing().get(0);
    assertEquals("certbot", certbot.example().get("name"));
    assertEquals(new Visits(10, 10, 10), certbot.visits());
  }

  @Test
  void theFindingSaysWhyItIsLow() {
    days(3, VisitRuleTest::anotherEachDay, Map.of(PROCESSES, CERTBOT));
    group.judge(hosts(5, Map.of(PROCESSES, List.of(CERTBOT))));

    Finding known = group.against(instance(6)).get(0);
    assertEquals(Severity.LOW, known.severity());
    assertEquals(
        "3 of the last 4 days on 3 hosts",
        known.breakdown().flatMap(ScoreBreakdown::visits).orElseThrow().words());
    assertTrue(
        known.reason().contains("it came and went before, on 3 of the last 4 days on 3 hosts"),
        known::reason);
  }

  @Test
  void aLeaderThatMovesIsLowWhenItHasLeftThreeHosts() {
    for (int day = 0; day < DAYS; day++) {
      for (int look = 0; look < 3; look++) {
        group
            .judge(
                hosts(
                    day % 3,
                    Map.of(PROCESSES, List.of(LEADER), "listening_ports", List.of(LEADER_PORT))))
            .pass(Duration.ofHours(7));
      }
      worst.add(group.worst(instance(day % 3 + 1)));
    }

    assertEquals(low(3, DAYS), worst);
  }

  @Test
  void whatComesToOneHostOnlyIsNeverKnown() {
    days(DAYS, VisitRuleTest::alwaysTheFourth, Map.of(PROCESSES, CERTBOT));

    assertEquals(nCopies(DAYS, Severity.MEDIUM), worst);
  }

  /** Users are judged after processes: the account is known too late when both come. */
  @ParameterizedTest
  @CsvSource({"true, crontab", "false, crontab", "true, users", "false, users"})
  void anIntrudersJobStaysAccusedWhereverItIs(boolean onAnotherHostEachDay, String trace) {
    queries = Set.of(PROCESSES, trace);
    Map<String, String> implant = process("helper", "/usr/lib/apt/helper", "/usr/lib/apt/helper");
    days(
        DAYS,
        onAnotherHostEachDay ? VisitRuleTest::anotherEachDay : VisitRuleTest::alwaysTheFourth,
        Map.of(
            PROCESSES,
            implant,
            trace,
            trace.equals("users")
                ? Attack.user("helper", "0")
                : Attack.cron("/etc/cron.d/x", "/usr/lib/apt/helper")));

    assertEquals(List.of(), group.learnt(PROCESSES).passing());
    assertTrue(worst.stream().allMatch(s -> s.compareTo(Severity.MEDIUM) >= 0), worst::toString);
  }

  @Test
  void whatWasKnownIsNoExcuseOfAHostThatSomethingElseAccusesSince() {
    days(3, VisitRuleTest::anotherEachDay, Map.of(PROCESSES, CERTBOT));
    List<Host> attacked = hosts(7, Map.of(PROCESSES, List.of(CERTBOT)));
    for (int host = 0; host < 3; host++) {
      Attack.ROOT_KEY.on(attacked.get(host).answers(), host);
    }
    group.judge(attacked).judge(attacked);

    assertEquals(Severity.MEDIUM, group.worst(instance(8)));
  }

  @Test
  void whatStaysTeachesNothing() {
    for (int day = 0; day < DAYS; day++) {
      List<Host> hosts = hosts(0, Map.of(PROCESSES, List.of(LEADER)));
      add(hosts.get(1), PROCESSES, LEADER);
      add(hosts.get(2), PROCESSES, LEADER);
      group.judge(hosts).pass(Duration.ofHours(23));
    }

    assertEquals(List.of(), group.learnt(PROCESSES).passing());
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void noDecisionAndNothingInAnOddPlaceIsEverKnown(Attack attack) {
    if (attack == Attack.PROGRAM || attack == Attack.LISTENER) {
      return; // such programs of root are what comes and goes
    }
    queries = Set.of(attack.query);
    for (int day = 0; day < DAYS; day++) {
      List<Host> hosts = hosts(0, Map.of());
      attack.on(hosts.get(day).answers(), 0);
      group.judge(hosts);
      worst.add(group.worst(instance(day + 1)));
      group.judge(hosts(0, Map.of())).pass(Duration.ofHours(22));
    }

    assertTrue(worst.stream().allMatch(s -> s.compareTo(worst.get(0)) >= 0), worst::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"python3 -c import socket,pty", "bash -i", "sh /root/x.sh"})
  void anInterpreterIsKnownByAnInstalledScriptAlone(String cmdline) {
    days(
        DAYS,
        VisitRuleTest::anotherEachDay,
        Map.of(
            PROCESSES,
            process("job", "/usr/bin/" + cmdline.substring(0, cmdline.indexOf(' ')), cmdline)));

    assertEquals(nCopies(DAYS, Severity.MEDIUM), worst);
  }

  @Test
  void oneHostThatInventsThingsTakesNobodysPlace() {
    for (int day = 0; day < DAYS; day++) {
      List<Host> hosts = hosts(day % 8, Map.of(PROCESSES, List.of(CERTBOT)));
      for (int n = 0; n < 600; n++) {
        String name = "/usr/bin/t" + day + "z" + Integer.toString(n, 36) + "q";
        add(hosts.get(9), PROCESSES, process(name, name, name));
      }
      group.judge(hosts);
      worst.add(group.worst(instance(day % 8 + 1)));
      group.judge(hosts(0, Map.of())).pass(Duration.ofHours(22));
    }

    assertEquals(low(3, DAYS), worst);
    assertTrue(group.learnt(PROCESSES).passing().size() == 1);
  }

  @Test
  void whatWasNotSeenForThirtyDaysIsForgotten() {
    days(3, VisitRuleTest::anotherEachDay, Map.of(PROCESSES, CERTBOT));
    group.pass(Duration.ofDays(28)).judge(hosts(0, Map.of()));
    assertEquals(Learnt.NOTHING, group.learnt(PROCESSES));

    days(1, VisitRuleTest::anotherEachDay, Map.of(PROCESSES, CERTBOT));

    assertEquals(Severity.MEDIUM, worst.get(3));
  }

  /** Each day rows come to one host and are gone an hour later. */
  private void days(int days, IntUnaryOperator host, Map<String, Map<String, String>> rows) {
    Map<String, List<Map<String, String>>> more = new TreeMap<>();
    rows.forEach((query, row) -> more.put(query, List.of(row)));
    for (int day = 0; day < days; day++) {
      int where = host.applyAsInt(day);
      group.judge(hosts(where, more));
      worst.add(
          group.against(instance(where + 1)).stream()
              .filter(f -> f.query().equals(PROCESSES))
              .map(Finding::severity)
              .max(Severity::compareTo)
              .orElse(Severity.INFORMATIONAL));
      group.judge(hosts(where, Map.of())).pass(Duration.ofHours(22));
    }
  }

  private static int anotherEachDay(int day) {
    return day % HOSTS;
  }

  private static int alwaysTheFourth(int day) {
    return 3;
  }

  private static List<Severity> low(int from, int days) {
    return IntStream.range(0, days)
        .mapToObj(day -> day < from ? Severity.MEDIUM : Severity.LOW)
        .toList();
  }

  /** All hosts, one with more rows. */
  private List<Host> hosts(int where, Map<String, List<Map<String, String>>> more) {
    List<Host> hosts = new ArrayList<>();
    for (int n = 0; n < HOSTS; n++) {
      Map<String, List<Map<String, String>>> answers = Attack.clean(instance(n + 1), 1000 + 10 * n);
      answers.keySet().retainAll(queries);
      hosts.add(new Host(instance(n + 1), answers));
    }
    more.forEach((query, rows) -> rows.forEach(row -> add(hosts.get(where), query, row)));
    return hosts;
  }

  private static void add(Host host, String query, Map<String, String> row) {
    List<Map<String, String>> rows = new ArrayList<>(host.answers().get(query));
    rows.add(row);
    host.answers().put(query, rows);
  }

  private static Map<String, String> process(String name, String path, String cmdline) {
    return row(
        "pid",
        "4000",
        "name",
        name,
        "path",
        path,
        "cmdline",
        cmdline,
        "uid",
        "0",
        "gid",
        "0",
        "euid",
        "0",
        "on_disk",
        "1",
        "parent",
        "1",
        "state",
        "S",
        "cwd",
        "/",
        "start_time",
        "1");
  }
}
