package io.diffy.gate;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;

import io.diffy.gate.GateVerdict.Gap;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Subject;
import io.diffy.schemas.TestObservations;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deploys of web-prod, their baselines, and what a gate may find. */
final class Samples {
  static final Instance CANARY = TestObservations.instance(11, "8", "ami-0a8");

  private Samples() {}

  static Baseline baseline(String query, String launchVersion, String type, Instant takenAt) {
    Instance clean = TestObservations.instance(1, launchVersion, "ami-0a" + launchVersion);
    return new Baseline(
        new Baseline.Key(WEB_PROD, query, new Cohort(clean.ami(), launchVersion, type)),
        1,
        new Baseline.Origin(takenAt, "deploy job", "local"),
        List.of(Observation.of(clean, query, takenAt, CLEAN_CRON)));
  }

  static Finding finding(String query, Severity severity, Map<String, String> row) {
    return finding(query, Kind.UNEXPECTED, severity, row);
  }

  static Finding finding(String query, Kind kind, Severity severity, Map<String, String> row) {
    return new Finding(
        new Subject(
            FindingUid.of(WEB_PROD, query, kind, row.toString()),
            FindingUid.item(query, kind, row.toString()),
            WEB_PROD,
            query,
            kind,
            List.of()),
        List.of(CANARY),
        new EvidenceRows(row, Map.of(), List.of()),
        new Prevalence(Method.BASELINE, 1, 1, "all instances", List.of()),
        new Rating(1.3, Confidence.MEDIUM, severity, Optional.empty()),
        new FindingLifecycle(
            1,
            Activity.CREATE,
            new Seen(THREE_AM, THREE_AM),
            THREE_AM,
            THREE_AM,
            Optional.empty(),
            Occasion.SCHEDULE,
            Optional.empty()),
        "the baseline does not have this");
  }

  static GateVerdict verdict(
      List<Finding> failing, List<Finding> passing, List<Gap> failingGaps, List<Gap> otherGaps) {
    BaselineChoice.Chosen chosen =
        BaselineChoice.of(
                List.of(CANARY),
                List.of(baseline("crontab", "7", "m5.large", THREE_AM)),
                Optional.empty())
            .orElseThrow();
    List<String> queries =
        List.of("crontab", "deb_packages", "iptables", "kernel_modules", "users");
    return new GateVerdict(
        List.of(CANARY), chosen, queries, failing, passing, failingGaps, otherGaps, 0);
  }

  /** A rogue line, an upgrade that may be, an answer that is lost, and one that never was. */
  static GateVerdict failed() {
    return verdict(
        List.of(finding("crontab", Severity.HIGH, ROGUE_CRON)),
        List.of(finding("deb_packages", Severity.LOW, Map.of("name", "openssl"))),
        List.of(new Gap("iptables", List.of("i-11"), "error: no such table", true)),
        List.of(new Gap("kernel_modules", List.of(), "the baseline has no answer to it", false)));
  }

  /** A row whose text wants to be obeyed: by a terminal, an XML reader, a page, a SARIF viewer. */
  static GateVerdict hostile() {
    return verdict(
        List.of(
            finding(
                "crontab",
                Severity.HIGH,
                Map.of(
                    "command",
                    "\u0000\u001b[2J\u202e\uffff\ud800 ]]> <script>alert(1)</script> & \"' [click](https://evil.example) `` {0}"))),
        List.of(),
        List.of(new Gap("iptables", List.of("i-\u0007<b>"), "error: \u0000]]>", true)),
        List.of());
  }
}
