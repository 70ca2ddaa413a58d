package io.diffy.processor;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.config.Timing;
import io.diffy.processor.store.MapStores;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record closes windows up to a limit of rows: its transaction ends in time. */
class BoundedClosingTest {
  private static final List<String> GROUPS = List.of("db", "mail", "web");
  private static final Duration GRACE = Timing.LIVE.grace();
  private static final Timing ONE_ROW_AT_ONCE =
      new Timing(
          GRACE, Timing.LIVE.commitEvery(), Timing.LIVE.ticks(), 1, Timing.LIVE.shortestInterval());

  @TempDir Path folder;
  private TopologyRig rig;

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theNextRecordsCloseWhatWasTooMuchForOneAndNoMomentOfAGroupIsTornApart() {
    rig = new TopologyRig(folder, ONE_ROW_AT_ONCE);
    everybodyAnswers();

    assertEquals(List.of("db", "db"), closedBy(GRACE.plusSeconds(1)));
    assertEquals(List.of("mail", "mail"), closedBy(GRACE.plusSeconds(2)));
    assertEquals(List.of("web", "web"), closedBy(GRACE.plusSeconds(3)));
    assertEquals(List.of(), closedBy(GRACE.plusSeconds(4)));
  }

  @Test
  void ticksCloseTheRestWhereNothingMoreIsAnswered() {
    rig = new TopologyRig(folder, ONE_ROW_AT_ONCE);
    everybodyAnswers();

    rig.wallClock(Duration.between(Instant.EPOCH, FOUR_AM.plus(GRACE).plusSeconds(5)));
    assertEquals(2, rig.evaluations().size());
    rig.wallClock(Duration.ofSeconds(1));
    rig.wallClock(Duration.ofSeconds(1));
    assertEquals(4, rig.evaluations().size());
  }

  @Test
  void findingsAreTheSameHoweverManyRecordsItTakes() {
    rig = new TopologyRig(folder.resolve("one"), ONE_ROW_AT_ONCE);
    everybodyAnswers();
    Stream.of(1, 2, 3).forEach(second -> closedBy(GRACE.plusSeconds(second)));
    List<Finding> slowly = rig.findings();
    rig.close();
    rig = new TopologyRig(folder.resolve("all"), Timing.LIVE);
    everybodyAnswers();
    closedBy(GRACE.plusSeconds(1));

    assertEquals(rig.findings(), slowly);
    assertEquals(6, slowly.size());
  }

  @Test
  void restartsInBetweenLoseNothingAndJudgeNothingTwice() {
    MapStores kept = new MapStores();
    List<Finding> found = new ArrayList<>();
    List<String> judged = new ArrayList<>();
    for (int start = 0; start < 5; start++) {
      rig = new TopologyRig(folder, ONE_ROW_AT_ONCE, kept);
      if (start == 0) {
        everybodyAnswers();
      }
      Duration now = Duration.between(Instant.EPOCH, FOUR_AM.plus(GRACE).plusSeconds(5 + start));
      rig.wallClock(now);
      found.addAll(rig.findings());
      judged.addAll(groups());
      rig.close();
    }
    assertEquals(List.of("db", "db", "mail", "mail", "web", "web"), judged);

    rig = new TopologyRig(folder.resolve("all"), Timing.LIVE);
    everybodyAnswers();
    closedBy(GRACE.plusSeconds(1));
    assertEquals(rig.findings(), found);
  }

  private void everybodyAnswers() {
    for (String group : GROUPS) {
      for (String query : List.of("crontab", "crontabs")) {
        for (int host = 0; host < 10; host++) {
          rig.observe(
              Observation.of(
                  Instance.named(group, "i-" + host),
                  query,
                  THREE_AM.plusSeconds(60),
                  host == 4 ? plus(CLEAN_CRON, ROGUE_CRON) : CLEAN_CRON));
        }
      }
    }
  }

  private List<String> closedBy(Duration afterFour) {
    rig.observe(
        Observation.of(Instance.named("db", "i-1"), "other", FOUR_AM.plus(afterFour), List.of()));
    return groups();
  }

  private List<String> groups() {
    return rig.evaluations().stream().map(Evaluation::group).map(Object::toString).toList();
  }
}
