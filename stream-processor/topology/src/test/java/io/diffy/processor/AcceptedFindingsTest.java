package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.cron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.plus;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.schemas.Control.End;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of a finding that a person accepted: rows and exceptions in, events out. */
class AcceptedFindingsTest extends WebProdTest {
  private static final Instance HOST_4 = instance(4);
  private static final Instance HOST_7 = instance(7);

  @Test
  void acceptedOnOneHostItStaysOpenOnTheOther() {
    collect(THREE_AM, Set.of(HOST_4, HOST_7));
    Finding created = judged(FOUR_AM).get(0);
    rig.accept(rule(created, Scope.INSTANCE, Optional.empty()));

    collect(FOUR_AM, Set.of(HOST_4, HOST_7));
    Finding update = judged(FOUR_AM.plus(HOUR)).get(0);

    assertEquals(Activity.UPDATE, update.activity());
    assertEquals(List.of(HOST_7), update.instances());
  }

  @Test
  void acceptedForTheCohortItIsClosedOnAllItsHosts() {
    collect(THREE_AM, Set.of(HOST_4, HOST_7));
    rig.accept(rule(judged(FOUR_AM).get(0), Scope.COHORT, Optional.empty()));

    collect(FOUR_AM, Set.of(HOST_4, HOST_7));

    assertAccepted(judged(FOUR_AM.plus(HOUR)));
  }

  @Test
  void acceptedEverywhereItIsClosedInEveryGroup() {
    GroupKey db = new GroupKey("", "", "db-prod");
    collect(THREE_AM, Set.of(HOST_4));
    collectIn(db, THREE_AM);
    rig.end(FOUR_AM);
    rig.control(new End(db), FOUR_AM);
    List<Finding> created = rig.findings();
    assertEquals(2, created.size());
    assertNotEquals(created.get(0).uid(), created.get(1).uid());
    assertEquals(created.get(0).itemUid(), created.get(1).itemUid());

    rig.accept(rule(created.get(0), Scope.EVERYWHERE, Optional.empty()));
    collect(FOUR_AM, Set.of(HOST_4));
    collectIn(db, FOUR_AM);
    rig.end(FOUR_AM.plus(HOUR));
    rig.control(new End(db), FOUR_AM.plus(HOUR));

    List<Finding> closed = rig.findings();
    assertEquals(2, closed.size());
    assertAccepted(closed.subList(0, 1));
    assertAccepted(closed.subList(1, 2));
  }

  @Test
  void whatWasAcceptedBeforeItWasFoundIsNeverAFinding() {
    collect(THREE_AM, Set.of(HOST_4));
    Finding elsewhere = judged(FOUR_AM).get(0);
    rig.accept(rule(elsewhere, Scope.EVERYWHERE, Optional.empty()));

    GroupKey db = new GroupKey("", "", "db-prod");
    collectIn(db, FOUR_AM);
    rig.control(new End(db), FOUR_AM.plus(HOUR));

    assertEquals(List.of(), rig.findings().stream().filter(f -> f.group().equals(db)).toList());
  }

  @Test
  void whenItExpiresItComesBackAsTheSameStory() {
    collect(THREE_AM, Set.of(HOST_4));
    Finding created = judged(FOUR_AM).get(0);
    rig.accept(rule(created, Scope.GROUP, Optional.of(FOUR_AM.plus(HOUR.multipliedBy(2)))));
    collect(FOUR_AM, Set.of(HOST_4));
    assertAccepted(judged(FOUR_AM.plus(HOUR)));

    collect(FOUR_AM.plus(HOUR), Set.of(HOST_4));
    assertReopened(created, 3, judged(FOUR_AM.plus(HOUR.multipliedBy(2))));
  }

  @Test
  void whenItIsRemovedItComesBackAtTheNextEvaluation() {
    collect(THREE_AM, Set.of(HOST_4));
    Finding created = judged(FOUR_AM).get(0);
    ExceptionRule accepted = rule(created, Scope.GROUP, Optional.empty());
    rig.accept(accepted);
    collect(FOUR_AM, Set.of(HOST_4));
    assertAccepted(judged(FOUR_AM.plus(HOUR)));

    rig.accept(accepted.removed(new Removal("bob", FOUR_AM.plus(HOUR), "it was no known job")));
    collect(FOUR_AM.plus(HOUR), Set.of(HOST_4));
    assertReopened(created, 3, judged(FOUR_AM.plus(HOUR.multipliedBy(2))));
  }

  /** Closed findings are forgotten after 30 days, but not those that an exception keeps closed. */
  @Test
  void itComesBackAsTheSameStoryAfterMonthsToo() {
    collect(THREE_AM, Set.of(HOST_4));
    Finding created = judged(FOUR_AM).get(0);
    Instant inSixtyDays = FOUR_AM.plus(Duration.ofDays(60));
    rig.accept(rule(created, Scope.GROUP, Optional.of(inSixtyDays)));
    for (int day : List.of(0, 20, 40, 55)) {
      collect(FOUR_AM.plus(Duration.ofDays(day)), Set.of(HOST_4));
    }
    List<Finding> meanwhile = judged(FOUR_AM.plus(Duration.ofDays(55)).plus(HOUR));
    assertAccepted(meanwhile.stream().filter(f -> f.uid().equals(created.uid())).toList());

    collect(inSixtyDays, Set.of(HOST_4));
    List<Finding> back = judged(inSixtyDays.plus(HOUR));
    assertReopened(created, 3, back.stream().filter(f -> f.uid().equals(created.uid())).toList());
  }

  @Test
  void anAcceptedFindingClosesAndStaysQuiet() {
    collect(THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    collect(FOUR_AM.plusSeconds(180), ROGUE_ON_ATTACKED);
    Finding created = onlyFinding();
    rig.accept(
        new ExceptionRule(
            created.uid(),
            WEB_PROD,
            About.finding(created.uid()),
            Reach.GROUP,
            new Accepted("known job", "alice", FOUR_AM.plusSeconds(190)),
            Optional.empty()));
    collect(FIVE_AM.plusSeconds(60), ROGUE_ON_ATTACKED);
    rig.end(FIVE_AM.plus(HOUR));

    List<Finding> later = rig.findings();

    assertEquals(List.of(Activity.CLOSE), later.stream().map(Finding::activity).toList());
    assertEquals(Optional.of(CloseReason.ACCEPTED), later.get(0).closeReason());
  }

  @Test
  void whatIsAcceptedIsNoNoiseForOthers() {
    List<Map<String, String>> firstOdd = plus(CLEAN_CRON, cron("5", "5", "root", "odd-a", "/a"));
    List<Map<String, String>> secondOdd = plus(CLEAN_CRON, cron("6", "6", "root", "odd-b", "/b"));
    collectOdd(THREE_AM, List.of(firstOdd, secondOdd));
    collectOdd(FOUR_AM.plusSeconds(180), List.of(firstOdd, secondOdd));
    for (Finding known : rig.findings()) {
      rig.accept(
          new ExceptionRule(
              known.uid(),
              WEB_PROD,
              About.finding(known.uid()),
              Reach.GROUP,
              new Accepted("known jobs", "alice", FOUR_AM.plusSeconds(300)),
              Optional.empty()));
    }
    List<Map<String, String>> rogue = plus(CLEAN_CRON, ROGUE_CRON);
    collectOdd(FIVE_AM.plusSeconds(60), List.of(firstOdd, secondOdd, rogue));
    rig.end(FIVE_AM.plus(HOUR));

    Finding found =
        rig.findings().stream()
            .filter(f -> f.activity() == Activity.CREATE)
            .reduce((a, b) -> b)
            .orElseThrow();

    assertEquals(ROGUE_CRON, found.row());
    assertEquals(0, found.breakdown().orElseThrow().others());
  }

  /** 24 hosts answer, the first ones oddly. */
  private void collectOdd(Instant at, List<List<Map<String, String>>> odd) {
    int n = 0;
    for (Instance host : instances(24)) {
      rig.observe(
          Observation.of(
              host, "crontab", at.plusSeconds(n), n < odd.size() ? odd.get(n) : CLEAN_CRON));
      n++;
    }
  }

  private static void assertAccepted(List<Finding> events) {
    assertEquals(List.of(Activity.CLOSE), events.stream().map(Finding::activity).toList());
    assertEquals(Optional.of(CloseReason.ACCEPTED), events.get(0).closeReason());
  }

  private static void assertReopened(Finding created, int sequence, List<Finding> events) {
    assertEquals(List.of(Activity.UPDATE), events.stream().map(Finding::activity).toList());
    Finding back = events.get(0);
    assertEquals(created.uid(), back.uid());
    assertEquals(sequence, back.sequence());
    assertEquals(created.firstSeen(), back.firstSeen());
    assertEquals(Optional.empty(), back.closeReason());
  }

  /** Ten hosts of web-prod answer in the hour that begins then. */
  private void collect(Instant hour, Set<Instance> rogue) {
    for (Instance host : instances(10)) {
      Instant at = hour.plusSeconds(180);
      rig.observe(rogue.contains(host) ? rogueCron(host, at) : cleanCron(host, at));
    }
  }

  /** Ten hosts of another group answer, the first with the same rogue line. */
  private void collectIn(GroupKey group, Instant hour) {
    for (int n = 1; n <= 10; n++) {
      Instance host = Instance.named(group.asg(), "i-db-" + n);
      Instant at = hour.plusSeconds(180);
      rig.observe(n == 1 ? rogueCron(host, at) : cleanCron(host, at));
    }
  }

  private List<Finding> judged(Instant end) {
    rig.end(end);
    return rig.findings();
  }

  private static ExceptionRule rule(Finding finding, Scope scope, Optional<Instant> expiresAt) {
    return new ExceptionRule(
        "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
        WEB_PROD,
        About.finding(finding, ""),
        Reach.of(scope, HOST_4),
        new Accepted("known job", "alice", FOUR_AM.plusSeconds(1)),
        expiresAt);
  }
}
