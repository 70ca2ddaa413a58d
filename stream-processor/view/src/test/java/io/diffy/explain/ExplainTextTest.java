package io.diffy.explain;

import static io.diffy.explain.ExplainedFindings.HOUR;
import static io.diffy.explain.ExplainedFindings.accepted;
import static io.diffy.explain.ExplainedFindings.withBaseline;
import static io.diffy.explain.ExplainedFindings.worked;
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
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Past;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Named findings in, the page a person reads out: each is kept whole under {@code explain/}. */
final class ExplainTextTest {
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
  void aMissingLineWhoseRowIsAPeers() throws IOException {
    assertReads("logrotate-missing", List.of(LOGROTATE_MISSING), List.of());
  }

  @Test
  void aChangedLineThatTheBaselineDisagreesWithToo() throws IOException {
    assertReads("logrotate-changed", List.of(withBaseline(LOGROTATE_CHANGED)), List.of());
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
}
