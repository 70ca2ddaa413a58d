package io.diffy.explain;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_CHANGED;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.schemas.TestFindings.NEW_AGENT_IN_GROUP;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_USER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Past;
import io.diffy.schemas.ScoreBreakdown.Visits;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Named findings in, the page a person reads out: each is kept whole under {@code explain/}. */
final class ExplainTextTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** Three hosts of a new image, which brings another version of a package. */
  private static final Finding DRIFT_OF_A_COHORT =
      forTheRecord(
          finding(
              Kind.DRIFT,
              "deb_packages",
              row("name", "trace-agent", "version", "7.1", "arch", "amd64"),
              Map.of(),
              Stream.of(1, 2, 3).map(n -> instance(n, "8", "ami-0b8")).toList()),
          3,
          "launch version 8, ami-0b8, m5.large",
          Optional.of(new ScoreBreakdown(0, 0, 0, 0, false, false, Optional.empty())),
          "3 of 40 instances (launch version 8, ami-0b8, m5.large) differ from the others in 2"
              + " things of deb_packages: that follows the image, launch version or type");

  private static final Finding TWO_SILENT =
      forTheRecord(
          finding(
              Kind.COVERAGE,
              "crontab",
              row("coverage", "silent", "detail", "no answer since 2026-11-20T03:00:00Z"),
              Map.of(),
              List.of(instance(1), instance(2))),
          2,
          "all instances",
          Optional.empty(),
          "2 of 40 instances can't be judged in crontab: \"no answer since 2026-11-20T03:00:00Z\"");

  @Test
  void aBindShellOnOneHost() throws IOException {
    assertReads("bind-shell", List.of(BIND_SHELL), List.of());
  }

  @Test
  void inWhatTheHostsDiffer() throws IOException {
    Finding found =
        finding(
            Kind.UNEXPECTED,
            "crontab",
            ROGUE_CRON,
            Map.of(),
            List.of(instance(3), instance(5), instance(7)));
    String page =
        assertReads(
            "differing",
            List.of(found.with(found.evidence().differingIn(Set.of("path")))),
            List.of());
    assertTrue(page.contains("/etc/cron.d/.sync  (of one; the hosts differ)"), page);
  }

  @Test
  void howAScoreCameAbout() throws IOException {
    ScoreBreakdown working =
        new ScoreBreakdown(2, 3, 50, 1.4, true, false, Optional.of(new Past(1, 1200, THREE_AM)));
    assertReads("working", List.of(worked(BIND_SHELL, working)), List.of());
  }

  @Test
  void anAccountWhoseOwnerIsLoggedInCountsLess() {
    Finding account = finding(Kind.UNEXPECTED, "users", ROGUE_USER, Map.of(), List.of(instance(7)));
    ScoreBreakdown working = new ScoreBreakdown(1, 0, 40, 1.4, false, true, Optional.empty());

    assertTrue(
        ScoreWords.of(worked(account, working))
            .contains("0.7 less: its account sysd is logged in by ssh on all these hosts."));
  }

  @Test
  void whatComesAndGoesIsLowAndSaysWhere() {
    Finding certbot =
        finding(
            Kind.UNEXPECTED,
            "processes",
            row("pid", "7", "path", "/usr/bin/certbot", "cmdline", "certbot renew"),
            Map.of(),
            List.of(instance(7)));
    ScoreBreakdown known =
        new ScoreBreakdown(1, 0, 40, 1.4, false, false, Optional.empty())
            .with(new Visits(3, 9, 12));
    Finding low = worked(rated(certbot, 1.903, Severity.LOW), known);

    assertTrue(
        ScoreWords.of(low).contains("It came and went before: 9 of the last 12 days on 3 hosts."));
    assertTrue(
        WeightWords.severity(low, Optional.empty())
            .contains("low, since it comes and goes: 9 of the last 12 days on 3 hosts"));
  }

  @Test
  void aSeverityThatAScoreAboveEarnedIsSaidToBeRemembered() {
    Finding miner =
        finding(Kind.UNEXPECTED, "processes", row("name", "xmrig"), Map.of(), List.of());
    Optional<PackQuery> processes = Optional.of(TriagePack.load().queries().get("processes"));

    assertEquals(
        "high: the pack rates processes 2 of 3; one more, since the score was 1.9 or above and is"
            + " not below 1.8.",
        WeightWords.severity(rated(miner, 1.857, Severity.HIGH), processes));
    assertEquals(
        "medium: the pack rates processes 2 of 3; no more, since the score is below 1.9.",
        WeightWords.severity(rated(miner, 1.857, Severity.MEDIUM), processes));
  }

  @Test
  void anImplantThatSpreads() throws Exception {
    String json =
        new String(new FindingCodec().encode(DROPPER_ON_THREE), UTF_8)
            .replace(
                "\"created_at\"",
                "\"working\":{\"sharing\":3,\"others\":0,\"exposure\":40,\"threshold\":1.4,"
                    + "\"growth\":[{\"since\":\"2026-11-20T03:00:00Z\",\"hosts\":1},"
                    + "{\"since\":\"2026-11-20T04:00:00Z\",\"hosts\":3}]},\"created_at\"");
    assertReads("spreading", List.of(new FindingCodec().decode(json.getBytes(UTF_8))), List.of());
  }

  @Test
  void whatADeployChanged() throws IOException {
    assertReads("drift", List.of(NEW_AGENT_IN_GROUP), List.of());
  }

  @Test
  void aDropperThatWasAcceptedAndCameBackWhenThatWasTakenBack() throws IOException {
    Finding accepted = closed(DROPPER_ON_THREE, FOUR_AM.plus(HOUR), CloseReason.ACCEPTED);
    Finding back = updated(accepted, FOUR_AM.plus(HOUR.multipliedBy(2)));
    Finding onTwo =
        back.next(
            Activity.UPDATE,
            List.of(instance(3), instance(9)),
            Optional.empty(),
            FOUR_AM.plus(HOUR.multipliedBy(3)),
            "");
    ExceptionRule removed =
        accepted("known sync job").removed(new Removal("bob", FOUR_AM.plus(HOUR), "no such job"));

    assertReads(
        "dropper-accepted-and-back",
        List.of(onTwo, DROPPER_ON_THREE, back, accepted, back),
        List.of(removed));
  }

  @Test
  void aDecisionStandsBeforeTheCloseThatItCaused() {
    ExceptionRule rule = accepted("known sync job");
    Instant windowEnd = rule.acceptedAt().minusSeconds(60);
    Finding closed = closed(DROPPER_ON_THREE, windowEnd, CloseReason.ACCEPTED);

    assertEquals(
        List.of("accepted by alice", "closed: accepted"),
        LifeWords.of(List.of(DROPPER_ON_THREE, closed), List.of(rule)).stream()
            .skip(1)
            .map(LifeWords.Event::words)
            .toList());
  }

  @Test
  void anAttributeThatChangedIsInTheHistoryWithItsOldAndNewText() {
    Finding changed =
        updated(BIND_SHELL, FOUR_AM)
            .withChanges(
                List.of(
                    new AttributeChange(
                        "cmdline", "ncat -lk", "ncat -e /bin/sh", List.of("i-7"), 1)));

    assertEquals(
        "cmdline: ncat -lk → ncat -e /bin/sh on i-7",
        LifeWords.of(List.of(BIND_SHELL, changed)).get(1).words());
  }

  @Test
  void eachHostOfASpreadIsToldWithItsOwnTime() {
    Finding spread =
        seen(
            DROPPER_ON_THREE,
            sighting(3, THREE_AM.plus(HOUR), Optional.empty(), Map.of("minute", "0")),
            sighting(5, THREE_AM, Optional.of(FOUR_AM), Map.of()));

    assertEquals("WHERE (SINCE, UTC)", WhereWords.title(spread));
    List<String> lines = WhereWords.of(spread);
    assertTrue(lines.get(0).startsWith("2026-11-20 03:00  i-0000000000000005"), lines.get(0));
    assertTrue(lines.get(0).endsWith("; back since 2026-11-20 04:00"), lines.get(0));
    assertTrue(lines.get(1).startsWith("2026-11-20 04:00  i-0000000000000003"), lines.get(1));
    assertTrue(lines.get(1).endsWith("; there minute=0"), lines.get(1));
    assertTrue(lines.get(2).startsWith("not known"), "left out of the event, not given another's");
  }

  private static Finding seen(Finding f, Sighting... hosts) {
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        f.prevalence(),
        f.rating(),
        f.lifecycle().with(new Seen(f.firstSeen(), f.lastSeen(), List.of(hosts))),
        f.reason());
  }

  private static Sighting sighting(
      int host, Instant first, Optional<Instant> returned, Map<String, String> own) {
    return new Sighting(instance(host).instanceId(), Optional.of(first), FOUR_AM, returned, own);
  }

  @Test
  void aMissingLineWhoseRowIsAPeers() throws IOException {
    assertReads("logrotate-missing", List.of(LOGROTATE_MISSING), List.of());
  }

  @Test
  void aChangedLineThatTheBaselineDisagreesWithToo() throws IOException {
    assertReads("logrotate-changed", List.of(withBaseline(LOGROTATE_CHANGED)), List.of());
  }

  @Test
  void whatTheReasonSaysOfBaselinesIsNotBelieved() {
    Finding quoted =
        new Finding(
            BIND_SHELL.subject(),
            BIND_SHELL.instances(),
            BIND_SHELL.evidence(),
            withBaseline(BIND_SHELL).prevalence(),
            BIND_SHELL.rating(),
            BIND_SHELL.lifecycle(),
            "; the baseline (version 9 of 2000-01-01T00:00:00Z)");

    assertEquals(
        "Baseline version 3 of 2026-11-18T04:00:00Z, 2 days old then.",
        PeerWords.of(quoted).get(2));
  }

  @Test
  void aThingThatFollowsTheImageOfACohort() throws IOException {
    assertReads("drift-of-a-cohort", List.of(DRIFT_OF_A_COHORT), List.of());
  }

  @Test
  void hostsThatDidNotAnswer() throws IOException {
    assertReads("hosts-silent", List.of(TWO_SILENT), List.of());
  }

  @Test
  void anAnswerThatFailed() throws IOException {
    assertReads("no-answer", List.of(NO_ANSWER), List.of());
  }

  /**
   * Escapes, quotes and things that run in a shell: shown, quoted, or left out of what is copied.
   */
  @Test
  void whatAHostileHostWrote() throws IOException {
    Finding hostile =
        finding(
            Kind.UNEXPECTED,
            "crontab",
            row(
                "command",
                "root echo '; $(reboot) `id`",
                "path",
                "/etc/cron.d/\u001b[2J\u202eevil",
                "minute",
                "* \u001fpath=/etc/crontab"),
            Map.of(),
            List.of(instance(7)));
    String page = assertReads("hostile", List.of(hostile), List.of());
    assertFalse(page.contains("\u001b"), page);
    assertFalse(page.contains("\u202e"), page);
    assertTrue(page.contains("command = 'root echo ''; $(reboot) `id`'"), page);
    assertFalse(page.contains("AND path ="), page);
  }

  @Test
  void confidenceThatTheSizeOfTheGroupDoesNotGiveComesFromItsPast() throws Exception {
    String json =
        new String(new FindingCodec().encode(BIND_SHELL), UTF_8)
            .replace("\"covered\":40", "\"covered\":8");
    Finding ofEight = new FindingCodec().decode(json.getBytes(UTF_8));

    assertEquals(
        "high: the group's past says more than its size. Now 8 instances count."
            + " Below 6 is low, from 30 on high.",
        WeightWords.confidence(ofEight));
  }

  private static String assertReads(
      String name, List<Finding> events, List<ExceptionRule> exceptions) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    new ExplainText(Screen.plain(stream, stream))
        .print(Explanation.of(events, exceptions, TriagePack.load()));
    String page = out.toString(UTF_8);
    assertEquals(golden(name), page);
    return page;
  }

  private static String golden(String name) throws IOException {
    try (InputStream page =
        ExplainTextTest.class.getResourceAsStream("/explain/" + name + ".txt")) {
      return new String(Objects.requireNonNull(page, name).readAllBytes(), UTF_8);
    }
  }

  /** The same, where peers and a baseline of two days before disagree. */
  private static Finding withBaseline(Finding f) {
    Prevalence both =
        new Prevalence(
            Method.BOTH,
            f.hostsWithItem(),
            f.hostsCompared(),
            f.cohort(),
            List.of(new BaselineUsed(3, FOUR_AM.minus(Duration.ofDays(2)))));
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        both,
        f.rating(),
        f.lifecycle(),
        "1 of 40 instances differs in command; the baseline (version 3 of 2026-11-18T04:00:00Z)"
            + " has the usual one");
  }

  private static Finding worked(Finding f, ScoreBreakdown working) {
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        f.prevalence(),
        new Rating(f.score(), f.confidence(), f.severity(), Optional.of(working)),
        f.lifecycle(),
        f.reason());
  }

  private static Finding rated(Finding f, double score, Severity severity) {
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        f.prevalence(),
        new Rating(score, Confidence.HIGH, severity, Optional.empty()),
        f.lifecycle(),
        f.reason());
  }

  private static Finding forTheRecord(
      Finding f, int have, String cohort, Optional<ScoreBreakdown> working, String reason) {
    return new Finding(
        f.subject(),
        f.instances(),
        f.evidence(),
        new Prevalence(Method.CLUSTER, have, f.hostsCompared(), cohort, List.of()),
        new Rating(0, Confidence.HIGH, Severity.INFORMATIONAL, working),
        f.lifecycle(),
        reason);
  }

  private static ExceptionRule accepted(String reason) {
    return new ExceptionRule(
        "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
        DROPPER_ON_THREE.group(),
        About.finding(DROPPER_ON_THREE.uid()),
        Reach.GROUP,
        new Accepted(reason, "alice", FOUR_AM.plusSeconds(600)),
        Optional.empty());
  }
}
