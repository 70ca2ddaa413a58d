package io.diffy.rules.snapshot;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.HOURLY_CRON;
import static io.diffy.schemas.TestObservations.LOGROTATE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts become one answer, as bad as the worst of them. */
class SnapshotRuleTest {
  private static final Observation FIRST = part(1, HOURLY_CRON);
  private static final Observation SECOND = part(2, LOGROTATE_CRON);

  @Test
  void rowsStandInTheOrderOfTheParts() {
    Observation whole = SnapshotRule.join(List.of(FIRST, SECOND));

    assertEquals(List.of(HOURLY_CRON, LOGROTATE_CRON), whole.rows());
    assertEquals(Part.WHOLE, whole.part());
    assertEquals(Coverage.OK, whole.coverage());
  }

  @Test
  void onePartThatFailedMakesTheAnswerFail() {
    Observation failed = SECOND.with(new Status(Coverage.ERROR, "disk full"));
    Observation whole = SnapshotRule.join(List.of(FIRST, failed));

    assertEquals(Coverage.ERROR, whole.coverage());
    assertEquals("disk full", whole.error());
  }

  @Test
  void whatIsGivenUpProvesNoAbsence() {
    Observation cut = SnapshotRule.giveUp(FIRST, 1);

    assertEquals(Coverage.TRUNCATED, cut.coverage());
    assertEquals("1 of 2 parts arrived", cut.error());
    assertEquals(List.of(), cut.rows());
  }

  @Test
  void patienceEndsWithTheIntervalOrAfterTenMinutes() {
    assertEquals(Duration.ofMinutes(5), SnapshotRule.patience(Duration.ofMinutes(5)));
    assertEquals(Duration.ofMinutes(10), SnapshotRule.patience(Duration.ofHours(1)));
  }

  @Test
  void partsOfAnotherTimeAreAnotherAnswerThoughTheHostGivesThemOneId() {
    PartialSnapshotId ids = new PartialSnapshotId();
    Observation later =
        Observation.of(instance(1), "crontab", THREE_AM.plusSeconds(60), CLEAN_CRON)
            .withRows(new Part("s", 1, 2), CLEAN_CRON);

    assertEquals(ids.of(FIRST), ids.of(SECOND));
    assertNotEquals(ids.of(FIRST), ids.of(later));
  }

  private static Observation part(int number, Map<String, String> row) {
    return Observation.of(instance(1), "crontab", THREE_AM, List.of())
        .withRows(new Part("s", number, 2), List.of(row));
  }
}
