package io.diffy.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.doctor.Check.Level;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Evaluation.CohortBaseline;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FleetRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:10:00Z");
  private static final Instant RECENT = NOW.minus(Duration.ofMinutes(5));
  private static final Duration WINDOW = Duration.ofMinutes(132);
  private static final List<String> FOUR_HOSTS = List.of("i-1", "i-2", "i-3", "i-4");
  private static final Map<String, Duration> SEVEN_DAYS =
      Map.of("diffy.observations", Duration.ofDays(7));

  @Test
  void aGroupThatAnswersIsFine() {
    List<Check> checks = judge(evaluation("web", RECENT, FOUR_HOSTS, List.of(), List.of()));
    assertTrue(checks.stream().allMatch(c -> c.level() == Level.OK), checks::toString);
  }

  @Test
  void nothingJudgedIsAWarning() {
    assertEquals(Level.WARNING, FleetRules.judge(List.of(), SEVEN_DAYS, NOW).get(0).level());
  }

  @Test
  void aGroupThatIsNoLongerJudgedIsAProblem() {
    Check check =
        judge(evaluation("web", NOW.minus(Duration.ofHours(9)), FOUR_HOSTS, List.of(), List.of()))
            .get(0);
    assertEquals(Level.PROBLEM, check.level());
    assertTrue(check.says().startsWith("group web was judged last 9 h ago"), check::says);
  }

  @Test
  void silentHostsAreNamed() {
    Check check =
        judge(
                evaluation(
                    "web",
                    RECENT,
                    FOUR_HOSTS,
                    List.of(new Absent("i-9", "silent: no answer since 2026-11-20T01:00:00Z")),
                    List.of()))
            .get(0);
    assertEquals(Level.WARNING, check.level());
    assertEquals("1 hosts of web are silent: i-9", check.says());
  }

  @Test
  void aQueryThatFailsOnEveryHostIsAWarningWithItsReason() {
    Check check =
        judge(
                evaluation(
                    "web",
                    RECENT,
                    List.of(),
                    List.of(new Absent("i-1", "error: no such table: iptables")),
                    List.of()))
            .get(0);
    assertEquals(Level.WARNING, check.level());
    assertTrue(check.says().contains("no such table: iptables"), check::says);
  }

  @Test
  void aTopicThatKeepsLessThanTwoWindowsIsAProblem() {
    List<Check> checks =
        FleetRules.judge(
            List.of(evaluation("web", RECENT, FOUR_HOSTS, List.of(), List.of())),
            Map.of("diffy.observations", Duration.ofHours(3)),
            NOW);
    assertEquals(Level.PROBLEM, checks.get(0).level());
    assertEquals("diffy.observations", checks.get(0).about());
  }

  @Test
  void anOldBaselineAndAPairWithoutOneAreWarnings() {
    CohortBaseline old = new CohortBaseline("ami-1", 1, NOW.minus(Duration.ofDays(120)));
    List<Check> checks =
        judge(
            evaluation("db", RECENT, List.of("i-1", "i-2"), List.of(), List.of()),
            evaluation("web", RECENT, FOUR_HOSTS, List.of(), List.of(old)));
    assertEquals("the oldest of web is 120 days old", checks.get(1).says());
    assertEquals("groups of one or two hosts without one: db", checks.get(2).says());
  }

  private static List<Check> judge(Evaluation... latest) {
    return FleetRules.judge(List.of(latest), SEVEN_DAYS, NOW);
  }

  private static Evaluation evaluation(
      String group,
      Instant at,
      List<String> covered,
      List<Absent> absent,
      List<CohortBaseline> baselines) {
    return new Evaluation(
        GroupKey.parse(group),
        "iptables",
        new Window(at, at.minus(WINDOW), ""),
        new Hosts(covered, absent),
        baselines,
        Open.NOTHING,
        Learnt.NOTHING);
  }
}
