package io.diffy.baseline;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.baseline.PeerComparison.Rare;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a baseline is held against before it is kept. */
class PeerComparisonTest {
  private static final Baseline OF_HOST_7 = baseline(1, rogueCron(instance(7), THREE_AM));

  private final PeerComparison peers = new PeerComparison(TriagePack.load());

  @Test
  void whatMostHostsLackIsNamed() {
    for (int n = 1; n <= 5; n++) {
      peers.add(cleanCron(instance(n), THREE_AM));
    }

    assertEquals(List.of(new Rare("crontab", ROGUE_CRON, 1, 6)), peers.rareIn(OF_HOST_7));
  }

  @Test
  void whatHalfOfThemHaveIsNotRare() {
    peers.add(rogueCron(instance(1), THREE_AM));
    peers.add(cleanCron(instance(2), THREE_AM));
    peers.add(cleanCron(instance(3), THREE_AM));

    assertEquals(List.of(), peers.rareIn(OF_HOST_7));
  }

  @Test
  void theNewestAnswerOfAHostCounts() {
    peers.add(rogueCron(instance(1), FOUR_AM));
    peers.add(cleanCron(instance(1), THREE_AM));
    peers.add(cleanCron(instance(2), THREE_AM));

    assertEquals(List.of(), peers.rareIn(OF_HOST_7));
  }

  @Test
  void twoHostsAreNoMeasureForEachOther() {
    peers.add(cleanCron(instance(1), THREE_AM));

    assertEquals(List.of(), peers.rareIn(OF_HOST_7));
  }

  @Test
  void whatIsNewSinceTheLastVersionIsNamed() {
    Baseline clean = baseline(1, cleanCron(instance(1), THREE_AM));
    Baseline poisoned = baseline(2, rogueCron(instance(1), FOUR_AM));

    BaselineChange change = BaselineChange.of(Optional.of(clean), poisoned, TriagePack.load());

    assertEquals(List.of(ROGUE_CRON), change.added());
    assertEquals(List.of(), change.gone());
  }

  private static Baseline baseline(int version, Observation answer) {
    return new Baseline(
        new Baseline.Key(WEB_PROD, "crontab", answer.instance().cohort()),
        version,
        new Baseline.Origin(answer.collectedAt(), "alice", "local"),
        List.of(answer));
  }
}
