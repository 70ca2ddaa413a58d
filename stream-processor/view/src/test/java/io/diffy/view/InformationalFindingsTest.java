package io.diffy.view;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.NEW_AGENT_IN_GROUP;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Rating;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is for the record is one line each, and accuses nobody. */
class InformationalFindingsTest {
  private static final Finding CANARY =
      finding(
          Kind.COVERAGE,
          Finding.ALL_QUERIES,
          row("coverage", "not comparable", "detail", "it is the only one with launch version 8"),
          Map.of(),
          List.of(instance(4)));

  @Test
  void aCanaryThatIsAloneIsNotComparable() {
    assertEquals(
        List.of(
            "not comparable in 123456789012:us-east-1:web-prod: i-0000000000000004; it is the only one with"
                + " launch version 8"),
        InformationalFindings.of(List.of(BIND_SHELL, CANARY)));
  }

  @Test
  void whatConcernsTheGroupComesBeforeWhatWasNotJudged() {
    assertEquals(
        List.of("drift", "not comparable", "not judged"),
        InformationalFindings.of(List.of(NO_ANSWER, CANARY, NEW_AGENT_IN_GROUP)).stream()
            .map(line -> line.replaceAll(" (in|\\().*", ""))
            .toList());
  }

  @Test
  void aDeviationIsNoRemark() {
    assertEquals(List.of(), InformationalFindings.of(List.of(BIND_SHELL)));
  }

  @Test
  void whoseClockIsWrongIsJudgedAllTheSame() {
    assertEquals(
        List.of(
            "judged by the broker's time, since their own is not to be trusted (clock):"
                + " i-0000000000000004, in crontab"),
        InformationalFindings.of(List.of(gap("clock", "crontab"))));
  }

  @Test
  void whoIsInTheTableOfTheSilentIsNoRemarkToo() {
    Finding silent = gap("silent", "crontab");

    assertEquals(1, InformationalFindings.of(List.of(silent)).size());
    assertEquals(
        List.of(), InformationalFindings.of(List.of(silent, gap("silent", Finding.ALL_QUERIES))));
  }

  @Test
  void theSilentRankAfterThoseOnWhichSomethingIsOdd() {
    Finding f = gap("silent", Finding.ALL_QUERIES);
    Finding silent =
        new Finding(
            f.subject(),
            f.instances(),
            f.evidence(),
            f.prevalence(),
            new Rating(0, Confidence.HIGH, Severity.LOW, Optional.empty()),
            f.lifecycle(),
            f.reason());
    List<HostRanking.RankedHost> hosts = HostRanking.of(List.of(silent, BIND_SHELL));

    assertEquals(
        List.of("i-0000000000000007", "i-0000000000000004"),
        hosts.stream().map(HostRanking.RankedHost::instanceId).toList());
    assertEquals(Optional.of(THREE_AM), hosts.get(1).since());
  }

  @Test
  void noCrowdOfWhatIsToldOutranksAnAccusation() {
    List<Finding> open = new ArrayList<>(List.of(BIND_SHELL));
    for (String query : List.of("deb_packages", "processes", "mounts")) {
      Finding f = finding(Kind.UNEXPECTED, query, row("name", "a"), Map.of(), List.of(instance(4)));
      open.add(
          new Finding(
              f.subject(),
              f.instances(),
              f.evidence(),
              f.prevalence(),
              new Rating(BIND_SHELL.score(), Confidence.HIGH, Severity.LOW, Optional.empty()),
              f.lifecycle(),
              f.reason()));
    }

    assertEquals("i-0000000000000007", HostRanking.of(open).get(0).instanceId());
  }

  private static Finding gap(String coverage, String query) {
    return finding(
        Kind.COVERAGE,
        query,
        row("coverage", coverage, "detail", "no answer"),
        Map.of(),
        List.of(instance(4)));
  }
}
