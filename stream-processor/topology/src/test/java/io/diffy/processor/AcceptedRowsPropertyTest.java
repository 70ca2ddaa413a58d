package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.FindingCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random rows that a person accepted, and changed: nothing of it is hidden that nobody saw. */
class AcceptedRowsPropertyTest {
  private static final int HOSTS = 10;
  private static final int TRIES = 60;
  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * What the pack says of a table: which columns name a thing, are compared, change by themselves.
   */
  private record Table(String query, List<String> names, List<String> kept, List<String> fresh) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "listening_ports",
              List.of("address", "port", "protocol", "family"),
              List.of("name", "path", "cmdline"),
              List.of("pid")),
          new Table(
              "users",
              List.of("username"),
              List.of("uid", "gid", "shell", "directory"),
              List.of("pid_with_namespace")),
          new Table(
              "suid_bin",
              List.of("path"),
              List.of("username", "groupname", "permissions"),
              List.of()),
          new Table("own_table", List.of("name"), List.of("colour", "owner"), List.of("pid")));

  /** Who has the thing: the accused alone; everybody, they otherwise; everybody but they. */
  private enum Shape {
    ALONE,
    OTHERWISE,
    LACKING
  }

  @TempDir private Path folder;
  private TopologyRig rig;
  private TopologyRig twin;

  @BeforeEach
  void start() {
    rig = new TopologyRig(folder.resolve("accepted"));
    twin = new TopologyRig(folder.resolve("twin"));
  }

  @AfterEach
  void stop() {
    rig.close();
    twin.close();
  }

  @Test
  void aChangedAttributeOfAnAcceptedThingIsToldAndAnUndoneAcceptanceLeavesNoTrace() {
    Random random = new Random(23);
    for (int n = 0; n < TRIES; n++) {
      Table table = TABLES.get(random.nextInt(TABLES.size()));
      Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
      accepted(table, shape, n, random);
    }
  }

  @Test
  void aHostThatAGroupWideAcceptanceReachesLaterIsInTheListOfWhatIsHidden() {
    Random random = new Random(24);
    for (int n = 0; n < TABLES.size(); n++) {
      Table table = TABLES.get(n);
      Instant three = THREE_AM.plus(Duration.ofDays(n));
      Map<Integer, Optional<Map<String, String>>> rows = new HashMap<>();
      rows.put(2, Optional.of(row(table, n, random)));
      collect(table, three, rows, random);
      Finding found = judge(table, three.plus(HOUR)).get(0).get(0);
      rig.accept(rule(found, Reach.GROUP, found.instances(), three.plus(HOUR)));

      rows.put(6, rows.get(2));
      collect(table, three.plus(HOUR), rows, random);
      List<Finding> later = judge(table, three.plus(HOUR.multipliedBy(2))).get(0);

      assertEquals(List.of(), later.stream().filter(Finding::isOpen).toList(), table.query());
      assertEquals(Map.of(found.uid(), 2), hidden(table), table.query());
    }
  }

  private void accepted(Table table, Shape shape, int n, Random random) {
    String what = "try " + n + ": " + table.query() + " " + shape;
    Instant three = THREE_AM.plus(Duration.ofDays(n));
    Map<String, String> usual = row(table, n, random);
    Set<Integer> accused = new TreeSet<>(Set.of(random.nextInt(HOSTS)));
    if (random.nextBoolean()) {
      accused.add(random.nextInt(HOSTS));
    }
    Map<Integer, Optional<Map<String, String>>> rows = new HashMap<>();
    Map<String, String> odd = otherwise(table, random, List.of(usual));
    // Peers hold no masked text against hosts of which more than a few show another one.
    odd.put(table.kept().get(0), "another " + n);
    for (int host = 0; host < HOSTS; host++) {
      boolean has = accused.contains(host) ? shape != Shape.LACKING : shape != Shape.ALONE;
      rows.put(host, has ? Optional.of(accused.contains(host) ? odd : usual) : Optional.empty());
    }
    collect(table, three, rows, random);
    List<Finding> found = judge(table, three.plus(HOUR)).get(0);
    assertFalse(found.isEmpty(), what);

    List<ExceptionRule> rules = new ArrayList<>();
    boolean groupWide = random.nextBoolean();
    for (Finding finding : found) {
      if (groupWide) {
        rules.add(rule(finding, Reach.GROUP, finding.instances(), three.plus(HOUR)));
      } else {
        for (Instance host : finding.instances()) {
          Reach here = Reach.of(Scope.INSTANCE, host);
          rules.add(rule(finding, here, List.of(host), three.plus(HOUR)));
        }
      }
    }
    rules.forEach(rig::accept);
    collect(table, three.plus(HOUR), rows, random);
    List<Finding> closed = judge(table, three.plus(HOUR.multipliedBy(2))).get(0);
    assertEquals(uids(found), uids(closed), what);
    closed.forEach(f -> assertEquals(Optional.of(CloseReason.ACCEPTED), f.closeReason(), what));
    assertEquals(hosts(found), hidden(table), what + ": all that is hidden is in a list");

    int changed = accused.stream().toList().get(random.nextInt(accused.size()));
    Map<String, String> now = otherwise(table, random, List.of(odd, usual));
    Map<Integer, Optional<Map<String, String>>> later = new HashMap<>(rows);
    later.put(changed, Optional.of(now));
    collect(table, three.plus(HOUR.multipliedBy(2)), later, random);
    List<Finding> told = judge(table, three.plus(HOUR.multipliedBy(3))).get(0);
    Finding again =
        told.stream()
            .filter(f -> f.isOpen() && f.kind().isDeviation())
            .filter(f -> f.instances().equals(List.of(instance(changed))))
            .findFirst()
            .orElseThrow(
                () ->
                    new AssertionError(what + ": silent, " + odd + " is now " + now + ": " + told));
    table.kept().forEach(column -> assertEquals(now.get(column), again.row().get(column), what));
    assertTrue(again.reason().contains("; accepted on "), what + ": " + again.reason());
    assertTrue(again.reason().contains(", now "), what + ": " + again.reason());

    rules.forEach(
        rule ->
            rig.accept(rule.removed(new Removal("bob", three.plus(HOUR.multipliedBy(3)), "undo"))));
    collect(table, three.plus(HOUR.multipliedBy(3)), rows, random);
    List<List<Finding>> undone = judge(table, three.plus(HOUR.multipliedBy(4)));
    Map<String, String> mine = said(undone.get(0));
    said(undone.get(1)).forEach((uid, text) -> assertEquals(text, mine.get(uid), what));
    assertTrue(mine.keySet().containsAll(uids(found)), what);

    rows.replaceAll((host, row) -> Optional.empty());
    collect(table, three.plus(HOUR.multipliedBy(4)), rows, random);
    judge(table, three.plus(HOUR.multipliedBy(5)));
  }

  /** The same hosts answer both installations; what changes on its own does. */
  private void collect(
      Table table, Instant hour, Map<Integer, Optional<Map<String, String>>> rows, Random random) {
    for (int host = 0; host < HOSTS; host++) {
      List<Map<String, String>> answer = new ArrayList<>();
      answer.add(everybodys(table));
      Optional<Map<String, String>> own = rows.getOrDefault(host, Optional.empty());
      if (own.isPresent()) {
        Map<String, String> row = new LinkedHashMap<>(own.get());
        table.fresh().forEach(column -> row.put(column, String.valueOf(random.nextInt(30_000))));
        answer.add(row);
      }
      Observation observation =
          Observation.of(instance(host), table.query(), hour.plusSeconds(180 + host), answer);
      rig.observe(observation);
      twin.observe(observation);
    }
  }

  /** What both say of the query: the one with exceptions, and its twin. */
  private List<List<Finding>> judge(Table table, Instant end) {
    rig.end(end);
    twin.end(end);
    return Stream.of(rig, twin)
        .map(one -> one.findings().stream().filter(f -> f.query().equals(table.query())).toList())
        .toList();
  }

  private Map<String, Integer> hidden(Table table) {
    Map<String, Integer> hidden = new TreeMap<>();
    List<Evaluation> all =
        rig.evaluations().stream().filter(e -> e.query().equals(table.query())).toList();
    for (Hidden one : all.get(all.size() - 1).open().hidden()) {
      hidden.put(one.findingUid(), one.hosts());
    }
    return hidden;
  }

  private static Map<String, Integer> hosts(List<Finding> findings) {
    Map<String, Integer> hosts = new TreeMap<>();
    findings.forEach(f -> hosts.put(f.uid(), f.instances().size()));
    return hosts;
  }

  private static Set<String> uids(List<Finding> findings) {
    return new TreeSet<>(findings.stream().map(Finding::uid).toList());
  }

  /** Each open finding as it is written, but for what counts events. */
  private static Map<String, String> said(List<Finding> findings) {
    Map<String, String> said = new TreeMap<>();
    for (Finding f : findings) {
      if (f.isOpen()) {
        FindingLifecycle life =
            new FindingLifecycle(
                1,
                Activity.CREATE,
                f.lifecycle().seen(),
                f.createdAt(),
                f.evaluatedAt(),
                Optional.empty(),
                f.lifecycle().occasion(),
                Optional.empty());
        Finding plain =
            new Finding(
                f.subject(),
                f.instances(),
                f.evidence(),
                f.prevalence(),
                f.rating(),
                life,
                f.reason());
        said.put(f.uid(), new String(new FindingCodec().encode(plain), UTF_8));
      }
    }
    return said;
  }

  private static Map<String, String> everybodys(Table table) {
    Map<String, String> row = new LinkedHashMap<>();
    table.names().forEach(column -> row.put(column, "usual"));
    table.kept().forEach(column -> row.put(column, "usual"));
    return row;
  }

  private static Map<String, String> row(Table table, int n, Random random) {
    Map<String, String> row = new LinkedHashMap<>();
    table.names().forEach(column -> row.put(column, column + "-" + n));
    table.kept().forEach(column -> row.put(column, value(random)));
    return row;
  }

  /** The same thing, with at least one attribute that is another than in any of these. */
  private static Map<String, String> otherwise(
      Table table, Random random, List<Map<String, String>> rows) {
    Map<String, String> other = new LinkedHashMap<>(rows.get(0));
    while (rows.contains(other)) {
      other.putAll(rows.get(0));
      String one = table.kept().get(random.nextInt(table.kept().size()));
      boolean alike = random.nextBoolean();
      other.put(one, alike ? sibling(other.get(one), random) : value(random));
      for (String column : table.kept()) {
        if (!alike && random.nextInt(4) == 0) {
          other.put(column, value(random));
        }
      }
    }
    return other;
  }

  /** Of all kinds that a cell has: what looks like another one is another one. */
  private static String value(Random random) {
    long number = random.nextLong() >>> 20;
    return switch (random.nextInt(10)) {
      case 0 -> Long.toString(number % 3000);
      case 1 -> "";
      case 2 -> "203.0.%d.%d".formatted(number % 256, number / 256 % 256);
      case 3 -> (random.nextBoolean() ? "Abc" : "abc") + " ".repeat((int) (number % 3));
      case 4 -> "v%d.%d".formatted(number % 9, number / 9 % 9);
      case 5 -> "--token=%016x".formatted(number * 0x9E3779B97F4A7C15L | 0xa1);
      case 6 -> "10.0.%d.%d".formatted(number % 256, number / 256 % 256);
      case 7 -> new UUID(number, number).toString();
      case 8 -> Long.toString(number);
      default -> "/" + Long.toString(number, 36) + "z";
    };
  }

  /** A text of the same shape: what a mask hides in one, it hides in the other. */
  private static String sibling(String text, Random random) {
    StringBuilder sibling = new StringBuilder();
    for (int n = 0; n < text.length(); n++) {
      char c = text.charAt(n);
      sibling.append(c >= '0' && c <= '9' ? (char) ('1' + random.nextInt(2)) : c);
    }
    return sibling.toString();
  }

  private static ExceptionRule rule(Finding finding, Reach reach, List<Instance> on, Instant at) {
    return new ExceptionRule(
        finding.uid() + reach.instanceId(),
        finding.group(),
        About.finding(finding, "").as(WhatWasSeen.of(finding, on)),
        reach,
        new Accepted("known", "alice", at),
        Optional.empty());
  }
}
