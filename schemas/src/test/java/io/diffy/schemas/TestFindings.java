package io.diffy.schemas;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.LOGROTATE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.ROGUE_LISTENER;
import static io.diffy.schemas.TestObservations.TAMPERED_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;

import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named sample data: what is found in web-prod, one finding of every kind. */
public final class TestFindings {
  /** A bind shell on one host of forty. */
  public static final Finding BIND_SHELL =
      finding(Kind.UNEXPECTED, "listening_ports", ROGUE_LISTENER, Map.of(), List.of(instance(7)));

  /** The same dropper on three hosts. */
  public static final Finding DROPPER_ON_THREE =
      finding(
          Kind.UNEXPECTED,
          "crontab",
          ROGUE_CRON,
          Map.of(),
          List.of(instance(3), instance(5), instance(7)));

  /** A host without logrotate. */
  public static final Finding LOGROTATE_MISSING =
      finding(Kind.MISSING, "crontab", LOGROTATE_CRON, Map.of(), List.of(instance(9)));

  /** A second command in the line that all hosts have. */
  public static final Finding LOGROTATE_CHANGED =
      finding(Kind.CHANGED, "crontab", TAMPERED_CRON, LOGROTATE_CRON, List.of(instance(7)))
          .with(new EvidenceRows(TAMPERED_CRON, LOGROTATE_CRON, List.of("last_run")));

  /** The same, which a baseline of midnight disagrees with too. */
  public static final Finding CHANGED_SINCE_BASELINE =
      new Finding(
          LOGROTATE_CHANGED.subject(),
          LOGROTATE_CHANGED.instances(),
          LOGROTATE_CHANGED.evidence(),
          new Prevalence(
              Method.BOTH,
              1,
              40,
              "launch version 7, ami-0a7",
              List.of(new BaselineUsed(3, THREE_AM.minusSeconds(3 * 3600)))),
          LOGROTATE_CHANGED.rating(),
          LOGROTATE_CHANGED.lifecycle(),
          LOGROTATE_CHANGED.reason());

  /** What a new image brought to a whole group. */
  public static final Finding NEW_AGENT_IN_GROUP =
      drift(
          "deb_packages",
          row("name", "trace-agent", "version", "7.1", "arch", "amd64"),
          List.of(
              new Difference(
                  "deb_packages",
                  "launch version 8, ami-0b8",
                  12,
                  7,
                  List.of(
                      new Difference.Example(
                          Kind.CHANGED,
                          row("name", "trace-agent", "version", "7.1"),
                          row("name", "trace-agent", "version", "7.0")))),
              new Difference("crontab", "launch version 8, ami-0b8", 12, 1, List.of())));

  /** Two hosts whose answer failed. */
  public static final Finding NO_ANSWER =
      finding(
          Kind.COVERAGE,
          "suid_bin",
          row("coverage", "error", "detail", "no such table: suid_bin"),
          Map.of(),
          List.of(instance(1), instance(2)));

  /** One of every kind. */
  public static final List<Finding> ALL =
      List.of(
          BIND_SHELL,
          DROPPER_ON_THREE,
          LOGROTATE_MISSING,
          LOGROTATE_CHANGED,
          CHANGED_SINCE_BASELINE,
          NEW_AGENT_IN_GROUP,
          NO_ANSWER);

  private TestFindings() {}

  /** A finding that was just created at four, from observations of three. */
  public static Finding finding(
      Kind kind,
      String query,
      Map<String, String> row,
      Map<String, String> previous,
      List<Instance> instances) {
    return new Finding(
        new Subject(
            FindingUid.of(WEB_PROD, query, kind, row.toString()),
            FindingUid.item(query, kind, row.toString()),
            WEB_PROD,
            query,
            kind,
            List.of("T1571", "T1053.003")),
        instances,
        new EvidenceRows(row, previous, List.of()),
        new Prevalence(
            Method.CLUSTER,
            kind == Kind.MISSING ? 39 : Math.max(1, instances.size()),
            40,
            "launch version 7, ami-0a7",
            List.of()),
        new Rating(3.25, Confidence.HIGH, Severity.HIGH, Optional.empty()),
        new FindingLifecycle(
            1,
            Activity.CREATE,
            new Seen(THREE_AM, THREE_AM.plusNanos(123_456_789)),
            FOUR_AM,
            FOUR_AM,
            Optional.empty(),
            Occasion.SCHEDULE,
            Optional.empty()),
        "1 of 40 instances (launch version 7, ami-0a7) has this");
  }

  private static Finding drift(
      String query, Map<String, String> row, List<Difference> differences) {
    Finding f = finding(Kind.DRIFT, query, row, Map.of(), List.of());
    return new Finding(
        f.subject(),
        f.instances(),
        new EvidenceRows(row, Map.of(), List.of(), differences),
        f.prevalence(),
        f.rating(),
        f.lifecycle(),
        f.reason());
  }

  /** The next event of a finding, at the given time. */
  public static Finding updated(Finding f, Instant at) {
    return f.next(Activity.UPDATE, f.instances(), Optional.empty(), at, f.roundId());
  }

  /** The last event of a finding, at the given time. */
  public static Finding closed(Finding f, Instant at, CloseReason reason) {
    return f.next(Activity.CLOSE, f.instances(), Optional.of(reason), at, f.roundId());
  }

  /** The same in another group, with its instances. */
  public static Finding in(GroupKey group, List<Instance> instances, Finding f) {
    Subject there =
        new Subject(
            FindingUid.of(group, f.query(), f.kind(), f.row().toString()),
            f.itemUid(),
            group,
            f.query(),
            f.kind(),
            f.techniques());
    return new Finding(
        there, instances, f.evidence(), f.prevalence(), f.rating(), f.lifecycle(), f.reason());
  }

  /** The same, worse or less bad. */
  public static Finding rated(Finding f, Severity severity) {
    Rating r = f.rating();
    return with(f, new Rating(r.score(), r.confidence(), severity, r.breakdown()), f.lifecycle());
  }

  /** The same with times of its hosts. */
  public static Finding seen(Finding f, List<Sighting> hosts) {
    return with(f, f.rating(), f.lifecycle().with(new Seen(f.firstSeen(), f.lastSeen(), hosts)));
  }

  /** The same with what an on-demand round is named. */
  public static Finding ofRound(String roundId, Finding f) {
    return with(
        f, f.rating(), f.lifecycle().with(new FindingLifecycle.Occasion(roundId, f.incidentId())));
  }

  /** The same with another score. */
  public static Finding scored(double score, Finding f) {
    return with(f, new Rating(score, f.confidence(), f.severity(), f.breakdown()), f.lifecycle());
  }

  private static Finding with(Finding f, Rating weight, FindingLifecycle life) {
    return new Finding(
        f.subject(), f.instances(), f.evidence(), f.prevalence(), weight, life, f.reason());
  }
}
