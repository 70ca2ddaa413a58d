package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Collection began a minute before the hour, or some clocks are behind: few answer first. */
class FewAnswersFirstTest extends WebProdTest {
  private static final int HOSTS = 60;

  @Test
  void aHabitOfAFifthIsNotHeldAgainstThemBecauseOneOfSevenHasIt() {
    answers(7, THREE_AM, 5);
    assertEquals(1, deviations().size(), "one of seven has another library");

    answers(HOSTS, THREE_AM.plus(HOUR), 5);
    List<Finding> now = deviations();

    assertEquals(1, now.size(), now::toString);
    assertEquals(Optional.of(CloseReason.PEERS_CONVERGED), now.get(0).closeReason());
  }

  @Test
  void whatStandsOutAmongAllStaysOpen() {
    answers(7, THREE_AM, HOSTS);
    assertEquals(1, deviations().size());

    answers(HOSTS, THREE_AM.plus(HOUR), HOSTS);

    assertTrue(deviations().get(0).isOpen(), "and surer than before");
  }

  @Test
  void moreHostsThatShowItCloseNothing() {
    answers(HOSTS, THREE_AM, HOSTS);
    assertEquals(1, deviations().size());

    answers(HOSTS, THREE_AM.plus(HOUR), 5);

    assertEquals(12, deviations().get(0).instances().size());
  }

  private List<Finding> deviations() {
    return rig.findings().stream().filter(f -> f.kind().isDeviation()).toList();
  }

  /** Every so many-th host has another library. */
  private void answers(int hosts, Instant hour, int other) {
    int n = 0;
    for (Instance host : instances(hosts)) {
      String digest = n % other == 0 ? "b".repeat(64) : "a".repeat(64);
      Map<String, String> library =
          row("path", "/usr/lib/libfoo.so.1", "sha256", digest, "mode", "0644");
      rig.observe(Observation.of(host, "file_hash", hour.plusSeconds(60 + n++), List.of(library)));
    }
    rig.end(hour.plus(HOUR));
  }
}
