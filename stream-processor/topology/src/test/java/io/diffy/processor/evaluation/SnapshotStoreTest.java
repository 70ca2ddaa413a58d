package io.diffy.processor.evaluation;

import static io.diffy.processor.evaluation.IngestRig.GROUP;
import static io.diffy.schemas.TestContracts.ROUND;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.processor.evaluation.state.ItemStore;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.schemas.Instance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What instances last answered, and what that consists of. */
class SnapshotStoreTest {
  private static final Instance ATTACKED = instance(4);

  private final IngestRig rig = new IngestRig();

  @Test
  void whoAnswersAlikeSharesOneSet() {
    instances(5).forEach(host -> rig.take(cleanCron(host, THREE_AM)));

    assertEquals(1, rig.itemSets.keys().size());
    assertEquals(CLEAN_CRON.size(), rig.items.keys().size());
    assertEquals(5, rig.snapshots.histories(GROUP, "crontab").size());
  }

  @Test
  void anAnswerLikeThoseBeforeItCostsOnePut() {
    rig.take(cleanCron(instance(1), THREE_AM));
    rig.take(cleanCron(instance(2), THREE_AM));
    rig.answers.forgetUse();
    rig.items.forgetUse();
    rig.itemSets.forgetUse();

    rig.take(cleanCron(instance(2), FOUR_AM));

    assertEquals(1, rig.answers.writes().size());
    assertEquals(List.of(), rig.itemSets.writes());
    assertEquals(List.of(), rig.items.writes());
    assertEquals(List.of(), rig.items.reads());
  }

  @Test
  void theRowsOfTheSmallestInstancesAreTheSamples() {
    for (int n = 9; n > 0; n--) {
      rig.take(cleanCron(instance(n), THREE_AM));
    }

    for (byte[] stored : items().of(GROUP, "crontab").values()) {
      assertEquals(
          instances(3).stream().map(Instance::instanceId).toList(),
          KnownItem.decode(stored).samples().stream()
              .map(KnownItem.RowSample::instanceId)
              .sorted()
              .toList());
    }
  }

  @Test
  void whatNobodyAnswersAnyMoreIsSwept() {
    instances(3).forEach(host -> rig.take(cleanCron(host, THREE_AM)));
    rig.take(rogueCron(ATTACKED, THREE_AM));
    assertEquals(2, rig.itemSets.keys().size());
    assertEquals(3, rig.items.keys().size());

    rig.snapshots.forget(GROUP, "crontab", ATTACKED.instanceId());
    rig.snapshots.sweep(GROUP, "crontab");

    assertEquals(1, rig.itemSets.keys().size());
    assertEquals(2, rig.items.keys().size());
  }

  @Test
  void whoIsForgottenInAllQueriesLeavesNoTrace() {
    rig.take(cleanCron(ATTACKED, THREE_AM));

    rig.snapshots.forget(GROUP, "crontab", ATTACKED.instanceId());
    rig.snapshots.sweep(GROUP, "crontab");

    assertEquals(List.of(), rig.answers.keys());
    assertEquals(List.of(), rig.items.keys());
    assertEquals(List.of(), rig.itemSets.keys());
  }

  @Test
  void theAnswerBeforeIsTheLastWholeOne() {
    rig.take(cleanCron(ATTACKED, THREE_AM));
    rig.take(rogueCron(ATTACKED, FOUR_AM));
    SnapshotVersion newest = rig.history(ATTACKED, "crontab").newest(v -> true).orElseThrow();

    long[] before =
        rig.snapshots
            .itemsBefore(GROUP, "crontab", ATTACKED.instanceId(), FOUR_AM, newest.content().rules())
            .orElseThrow();

    assertEquals(CLEAN_CRON.size(), before.length);
    Map<String, long[]> whole =
        rig.snapshots.wholeAnswers(GROUP, "crontab", newest.content().rules(), v -> true);
    assertEquals(Set.of(ATTACKED.instanceId()), whole.keySet());
    assertArrayEquals(
        items().set(GROUP, "crontab", newest.set()).items(), whole.get(ATTACKED.instanceId()));
  }

  @Test
  void answersOfARoundAreCountedOncePerHostAndQuery() {
    rig.take(cleanCron(instance(1), THREE_AM));
    assertEquals(0, rig.snapshots.countOf(ROUND));

    rig.take(cleanCron(instance(1), THREE_AM.plusSeconds(1)).withRound(ROUND.roundId()));
    rig.take(cleanCron(instance(1), THREE_AM.plusSeconds(2)).withRound(ROUND.roundId()));
    rig.take(cleanCron(instance(9), THREE_AM.plusSeconds(3)).withRound(ROUND.roundId()));

    assertEquals(1, rig.snapshots.countOf(ROUND));
  }

  @Test
  void aSetThatIsLostIsABug() {
    IllegalStateException lost =
        assertThrows(IllegalStateException.class, () -> items().set(GROUP, "crontab", 7));
    assertEquals(
        "the item set 0000000000000007 of " + GROUP + " crontab is lost", lost.getMessage());
  }

  private ItemStore items() {
    return new ItemStore(rig.itemSets, rig.items);
  }
}
