package io.diffy.rules.evaluation;

import static io.diffy.rules.detection.TestDeviations.unexpected;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.rules.detection.Deviation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What three of twelve hosts share is a habit, unless another table supports it. */
class CrossQueryCorroborationTest {
  private static final Deviation ON_THREE = unexpected(12, 1, 2, 3);
  private static final long IMPLANT = 77;

  private final Map<String, long[]> ports = new TreeMap<>();

  @Test
  void whatJustTheseHostsShareElsewherePromotes() {
    answers(1, 3, 5, IMPLANT);
    answers(4, 12, 5);

    assertFalse(ON_THREE.worthALook());
    assertTrue(promoted(ON_THREE).worthALook());
  }

  @Test
  void whatAnotherHostHasTooSupportsNothing() {
    answers(1, 4, 5, IMPLANT);
    answers(5, 12, 5);

    assertFalse(promoted(ON_THREE).worthALook());
  }

  @Test
  void allOfTheHostsMustHaveAnswered() {
    answers(2, 3, 5, IMPLANT);
    answers(4, 12, 5);

    assertFalse(promoted(ON_THREE).worthALook());
  }

  @Test
  void whatHalfOfTheHostsShareIsWhatTheyHave() {
    answers(1, 6, 5, IMPLANT);
    answers(7, 12, 5);

    assertFalse(promoted(unexpected(12, 1, 2, 3, 4, 5, 6)).worthALook());
  }

  @Test
  void withoutAnotherQueryNothingIsSupported() {
    CrossQueryCorroboration none = new CrossQueryCorroboration(List.of(), query -> Map.of());

    assertFalse(none.promoteIfCorroborated(ON_THREE, 12).worthALook());
  }

  private void answers(int first, int last, long... items) {
    for (int n = first; n <= last; n++) {
      ports.put(instance(n).instanceId(), items);
    }
  }

  private Deviation promoted(Deviation deviation) {
    return new CrossQueryCorroboration(List.of("listening_ports"), query -> ports)
        .promoteIfCorroborated(deviation, 12);
  }
}
