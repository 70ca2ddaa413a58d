package io.diffy.processor.evaluation;

import static io.diffy.processor.evaluation.IngestRig.GROUP;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.evaluation.AdmissionLimits.AdmissionDecision;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.rules.time.IntakeLimits.Limit;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may answer, and what: two queries of an instance, three instances of a group. */
class AdmissionLimitsTest {
  private static final IntakeLimits LIMITS = new IntakeLimits(100, 100, 100, 2, 3);
  private static final Instant LATER = THREE_AM.plus(Duration.ofHours(2));

  private final IngestRig rig = new IngestRig(LIMITS);
  private final AdmissionLimits limits = new AdmissionLimits(LIMITS, rig.snapshots, rig.windows);

  @Test
  void whoAnswersForTheFirstTimeIsEntered() {
    assertEquals(AdmissionDecision.admitted("crontab"), admit(1, "crontab"));
    assertEquals(1, rig.snapshots.registry().count(GROUP).instances());

    admit(1, "crontab");
    admit(1, "users");
    assertEquals(1, rig.snapshots.registry().count(GROUP).instances());
    assertEquals(List.of("crontab", "users"), queriesOf(1));
  }

  @Test
  void aQueryTooManyIsEvidenceUnderTheFirst() {
    admit(1, "crontab");
    admit(1, "users");

    assertEquals(
        new AdmissionDecision(Optional.of("crontab"), Optional.of(Limit.QUERIES)),
        admit(1, "mounts"));
    assertEquals(List.of("crontab", "users"), queriesOf(1));
  }

  @Test
  void theFirstInstanceTooManyIsEvidenceAndTheNextLeaveNoTrace() {
    threeAnswerOnSchedule();

    assertEquals(
        new AdmissionDecision(Optional.of("crontab"), Optional.of(Limit.INSTANCES)),
        admit(4, "crontab"));
    assertEquals(
        new AdmissionDecision(Optional.empty(), Optional.of(Limit.INSTANCES)), admit(5, "crontab"));
    assertEquals(4, rig.snapshots.registry().count(GROUP).instances());
  }

  @Test
  void theInstanceTooManyIsAdmittedOnceAnotherHasLeft() {
    threeAnswerOnSchedule();
    assertEquals(Optional.of(Limit.INSTANCES), admit(4, "crontab").over());

    rig.snapshots.forget(GROUP, "crontab", instance(1).instanceId());

    assertEquals(AdmissionDecision.admitted("crontab"), admit(4, "crontab"));
  }

  @Test
  void queriesThatNobodyAsksAnyMoreMakeRoom() {
    rig.take(Observation.of(instance(1), "crontab", THREE_AM, CLEAN_CRON));
    rig.take(Observation.of(instance(1), "once", THREE_AM, CLEAN_CRON).withRound("round-1"));

    assertEquals(
        Optional.of(Limit.QUERIES), admit(1, "users", THREE_AM.plusSeconds(60)).over(), "too soon");
    assertEquals(AdmissionDecision.admitted("users"), admit(1, "users", LATER));
    assertEquals(List.of("crontab", "users"), queriesOf(1), "crontab is answered on schedule");
    assertEquals(List.of(), rig.history(instance(1), "once").versions());
  }

  @Test
  void instancesThatAnsweredOnlyInARoundMakeRoom() {
    for (int n = 1; n <= 3; n++) {
      rig.take(cleanCron(instance(n), THREE_AM).withRound("round-1"));
    }

    assertEquals(AdmissionDecision.admitted("crontab"), admit(4, "crontab", LATER));
    assertEquals(1, rig.snapshots.registry().count(GROUP).instances());
    assertEquals(List.of(), rig.items.keys(), "what they answered is swept");
  }

  @Test
  void aFloodCausesOneScanInTenMinutes() {
    threeAnswerOnSchedule();
    admit(4, "crontab");
    admit(5, "crontab", LATER);
    rig.answers.forgetUse();

    for (int n = 6; n < 100; n++) {
      admit(n, "crontab", LATER.plusSeconds(n));
    }

    assertEquals(List.of(), rig.answers.scans());
    assertEquals(List.of(), rig.answers.writes());
  }

  private void threeAnswerOnSchedule() {
    for (int n = 1; n <= 3; n++) {
      rig.take(cleanCron(instance(n), THREE_AM));
    }
  }

  private AdmissionDecision admit(int host, String query) {
    return admit(host, query, THREE_AM);
  }

  private AdmissionDecision admit(int host, String query, Instant now) {
    return limits.admit(GROUP, instance(host).instanceId(), query, now);
  }

  private List<String> queriesOf(int host) {
    return List.copyOf(
        rig.snapshots.registry().of(GROUP, instance(host).instanceId()).orElseThrow().queries());
  }
}
