package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** A host that stops answering is a lead; scaling in is none that wakes anybody. */
class SilenceTest extends WebProdTest {
  private static final Instance QUIET = instance(7);

  private final List<Finding> events = new ArrayList<>();
  private int hour;

  @Test
  void oneOfTenThatStopsIsToldAtLowWithItsLastAnswer() {
    hours(1, (host, query) -> true);
    hours(3, (host, query) -> !host.equals(QUIET));

    Finding lead = only(silences());

    assertEquals(Severity.LOW, lead.severity());
    assertEquals(List.of(QUIET), lead.instances());
    assertEquals(at(0, QUIET), lead.firstSeen());
    assertEquals(
        "silent since 2026-11-20T03:05:06Z: 2 of 2 queries", lead.reason(), "the time of the data");
    assertTrue(!lead.isAccusation());
  }

  @Test
  void oneOnWhichSomethingOddWasFoundWakesSomebody() {
    for (Instance host : instances(10)) {
      rig.observe(rogueOn(host, at(0, host), h -> h.equals(QUIET)));
    }
    hour = 1;
    hours(3, (host, query) -> !host.equals(QUIET));

    Finding lead = only(silences());

    assertEquals(Severity.MEDIUM, lead.severity());
    assertTrue(lead.isAccusation());
    assertTrue(lead.reason().endsWith("something odd was found on it before"), lead.reason());
  }

  @Test
  void oneThatLeavesOutSomeOfItsQueriesWakesSomebodyForAsLongAsItDoes() {
    hours(1, (host, query) -> true);
    hours(12, (host, query) -> !host.equals(QUIET) || query.equals("crontab"));

    List<Finding> life = silences();

    assertEquals(
        List.of(Severity.LOW, Severity.MEDIUM), life.stream().map(Finding::severity).toList());
    assertEquals("listening_ports", life.get(1).row().get("queries"));
    assertTrue(life.get(1).reason().startsWith("silent in part since"), life.get(1).reason());
    assertTrue(life.get(life.size() - 1).isOpen(), "also when the state forgot the query");
    hours(2, (host, query) -> true);
    assertEquals(
        Optional.of(CloseReason.COVERAGE_RESTORED), silences().get(life.size()).closeReason());
  }

  @Test
  void oneThatARoundAsksInVainIsStillInService() {
    hours(1, (host, query) -> true);
    hours(3, (host, query) -> !host.equals(QUIET));
    Instant opened = THREE_AM.plus(HOUR.multipliedBy(3)).plusSeconds(600);
    rig.control(
        new Round(
            WEB_PROD,
            "r-1",
            List.of("crontab"),
            List.of(QUIET.instanceId()),
            opened,
            opened.plusSeconds(60)),
        opened);
    hours(1, (host, query) -> !host.equals(QUIET));

    List<Finding> life = silences();

    assertEquals(
        List.of(Severity.LOW, Severity.MEDIUM), life.stream().map(Finding::severity).toList());
  }

  @Test
  void manyAtOnceAreOneGapOfTheGroup() {
    hours(1, (host, query) -> true);
    hours(3, (host, query) -> instances(5).contains(host));

    Finding gap = only(silences());

    assertEquals(5, gap.instances().size());
    assertEquals(Severity.LOW, gap.severity());
    assertEquals(
        Optional.of(at(0, QUIET)), gap.firstSeenOn(QUIET.instanceId()), "each its last answer");
  }

  @Test
  void whoComesBackIsNoLeadAnyMore() {
    hours(1, (host, query) -> true);
    hours(3, (host, query) -> !host.equals(QUIET));
    hours(2, (host, query) -> true);

    assertEquals(
        List.of(Activity.CREATE, Activity.CLOSE),
        silences().stream().map(Finding::activity).toList());
    assertEquals(Optional.of(CloseReason.COVERAGE_RESTORED), silences().get(1).closeReason());
  }

  @Test
  void oneOfWhichNobodyHearsForADayIsTakenToBeTerminated() {
    hours(1, (host, query) -> true);
    hours(27, (host, query) -> !host.equals(QUIET));

    Finding last = silences().get(silences().size() - 1);

    assertEquals(Optional.of(CloseReason.INSTANCE_TERMINATED), last.closeReason());
    assertTrue(
        !last.evaluatedAt().isBefore(at(0, QUIET).plus(Duration.ofDays(1))), "not after 4.4 hours");
  }

  @Test
  void aGapThatOpensAgainHasTheTimeOfTheHostThatIsSilentNow() {
    hours(1, (host, query) -> true);
    hours(3, (host, query) -> !host.equals(QUIET));
    hours(2, (host, query) -> true);
    hours(4, (host, query) -> !host.equals(ATTACKED));

    Finding last =
        events.stream()
            .filter(f -> f.query().equals("crontab") && f.activity() == Activity.UPDATE)
            .reduce((a, b) -> b)
            .orElseThrow();

    assertEquals(List.of(ATTACKED), last.instances());
    assertEquals(at(5, ATTACKED), last.firstSeen(), "not that of another host");
  }

  private void hours(int hours, BiPredicate<Instance, String> answers) {
    for (int n = 0; n < hours; n++, hour++) {
      for (Instance host : instances(10)) {
        if (answers.test(host, "crontab")) {
          rig.observe(cleanCron(host, at(hour, host)));
        }
        if (answers.test(host, "listening_ports")) {
          rig.observe(cleanListeners(host, at(hour, host)));
        }
      }
    }
    events.addAll(rig.findings());
  }

  private static Instant at(int hour, Instance host) {
    return THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(300 + instances(10).indexOf(host));
  }

  private List<Finding> silences() {
    return events.stream().filter(Finding::isSilence).toList();
  }

  private static Finding only(List<Finding> findings) {
    assertEquals(1, findings.size(), findings::toString);
    return findings.get(0);
  }
}
