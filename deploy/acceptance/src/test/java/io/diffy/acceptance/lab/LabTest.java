package io.diffy.acceptance.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.diffy.acceptance.lab.Lab.Asked;
import io.diffy.schemas.Finding;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.OpenFindings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A dozen hosts, and one more on which an intruder was: each thing that was left there is told by
 * the query that is meant to, and nobody else is accused. {@code deploy/acceptance/lab} gives each
 * thing a host of its own; else several share one, so that it takes seconds.
 */
class LabTest {
  private static final boolean ALONE = Boolean.getBoolean("lab.alone");
  private static final Map<String, PackQuery> PACKS = ShippedPacks.all().queries();
  private static final int CLEAN = 13;
  private static final int VICTIMS = 16;
  private static final String EVERYTHING = "everything";

  /** Commands that end so could not be run on this machine. */
  private static final Set<Integer> NOT_HERE = Set.of(77, 127);

  @TempDir static Path folder;

  private static List<Tampering> tamperings;
  private static Map<String, Asked> asked;
  private static OpenFindings findings;

  @BeforeAll
  static void aDozenHosts() throws Exception {
    assumeTrue(Lab.isPossible(), "needs root and namespaces");
    tamperings = Tampering.all();
    Map<String, List<String>> commands = new TreeMap<>();
    IntStream.range(0, CLEAN).forEach(n -> commands.put(clean(n), List.of()));
    for (int n = 0; n < tamperings.size(); n++) {
      for (String host : List.of(victim(n), EVERYTHING)) {
        commands.computeIfAbsent(host, h -> new ArrayList<>()).add(tamperings.get(n).command());
      }
    }
    Lab lab = new Lab(folder);
    asked = lab.ask(commands, Lab.BEGIN);
    List<List<String>> clean =
        IntStream.range(0, CLEAN).mapToObj(n -> asked.get(clean(n)).answers()).toList();
    List<String> lines = new ArrayList<>();
    for (String host : commands.keySet()) {
      if (!host.startsWith("clean")) {
        lines.addAll(
            Lab.asGroup(host, Stream.concat(clean.stream(), Stream.of(asked.get(host).answers()))));
      }
    }
    findings = lab.judge(lines);
  }

  @TestFactory
  Stream<DynamicTest> everyTamperingIsToldByItsQuery() {
    return IntStream.range(0, tamperings.size())
        .mapToObj(n -> dynamicTest(tamperings.get(n).toString(), () -> told(n, victim(n))));
  }

  @TestFactory
  Stream<DynamicTest> everyTamperingIsToldWhereAllAre() {
    return IntStream.range(0, tamperings.size())
        .mapToObj(n -> dynamicTest(tamperings.get(n).toString(), () -> told(n, EVERYTHING)));
  }

  @Test
  void nobodyElseIsAccused() {
    Set<String> accused = new TreeSet<>();
    for (Finding finding : findings.ranked(f -> f.isOpen() && f.isOfHosts() && f.isAccusation())) {
      finding.instances().stream()
          .filter(host -> host.instanceId().startsWith("clean"))
          .forEach(
              host -> accused.add(host.instanceId() + " " + finding.query() + " " + finding.row()));
    }
    assertEquals(Set.of(), accused);
  }

  @Test
  void aHostWithAllOfThemReadsAsAPage() {
    List<Finding> all = against(EVERYTHING);
    List<Finding> heads =
        CorrelatedFindings.of(all).stream().map(CorrelatedFindings::head).toList();

    assertTrue(all.size() > 100, () -> all.size() + " findings");
    assertTrue(heads.size() <= 15, () -> heads.stream().map(LabTest::brief).toList().toString());
    for (int n = 1; n < heads.size(); n++) {
      assertTrue(
          heads.get(n - 1).severity().compareTo(heads.get(n).severity()) >= 0,
          () -> heads.stream().map(LabTest::brief).toList().toString());
    }
  }

  private static void told(int n, String host) {
    Tampering tampering = tamperings.get(n);
    int place = host.equals(EVERYTHING) ? n : ALONE ? 0 : n / VICTIMS;
    int end = asked.get(host).ends().get(place);
    assumeFalse(NOT_HERE.contains(end), "this machine can't do it");
    assertEquals(0, end, () -> asked.get(host).log());
    List<Finding> against = against(host);
    List<Finding> told =
        against.stream()
            .filter(f -> f.query().equals(tampering.query()))
            .filter(f -> shows(f, tampering.shows()))
            .toList();
    assertFalse(told.isEmpty(), () -> "told are " + against.stream().map(LabTest::brief).toList());
    if (ALONE && !host.equals(EVERYTHING) && PACKS.get(tampering.query()).severity() > 1) {
      // Itself, or what it is part of: the process behind a socket.
      assertTrue(against.stream().anyMatch(Finding::isAccusation), () -> brief(told.get(0)));
    }
  }

  private static String brief(Finding finding) {
    return "\n%s %s %s %s: %s"
        .formatted(
            finding.severity(), finding.query(), finding.kind(), finding.row(), finding.reason());
  }

  /** In its row, or among the things that it stands for. */
  private static boolean shows(Finding finding, String text) {
    return finding.reason().contains(text)
        || finding.row().values().stream().anyMatch(cell -> cell.contains(text));
  }

  /** What is open against the odd host of a group, the most telling first. */
  private static List<Finding> against(String host) {
    return findings.ranked(f -> f.isOpen() && f.isOfHosts() && f.group().toString().equals(host));
  }

  private static String clean(int n) {
    return "clean-%02d".formatted(n);
  }

  private static String victim(int n) {
    return "odd-%03d".formatted(ALONE ? n : n % VICTIMS);
  }
}
