package io.diffy.explain;

import static io.diffy.explain.ExplainedFindings.HOUR;
import static io.diffy.explain.ExplainedFindings.accepted;
import static io.diffy.explain.ExplainedFindings.rated;
import static io.diffy.explain.ExplainedFindings.withBaseline;
import static io.diffy.explain.ExplainedFindings.worked;
import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_USER;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Visits;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a score, a severity, a life, a place and peers, one thing at a time. */
final class ExplainWordsTest {
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
}
