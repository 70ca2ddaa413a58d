package io.diffy.ondemand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A broker that starts while the host is asked is no news about the host. */
final class OwnSocketsTest {
  private static final Map<String, String> OURS = listener("-1", "127.0.0.1", "40001");
  private static final Map<String, String> OURS_ON_BOTH =
      listener("-1", "::ffff:127.0.0.1", "40001");
  private static final Map<String, String> ANOTHER_PORT = listener("-1", "127.0.0.1", "40002");
  private static final Map<String, String> TO_THE_OUTSIDE = listener("-1", "0.0.0.0", "40001");
  private static final Map<String, String> OF_A_PROCESS = listener("77", "127.0.0.1", "40001");
  private static final Map<String, String> NO_SOCKET = Map.of("path", "/etc/crontab");

  private final OwnSockets own = new OwnSockets(() -> Set.of("40001"));

  @Test
  void leavesOutWhatNobodyHoldsYetOnAPortThatWasChosenHere() {
    assertEquals(
        List.of(ANOTHER_PORT),
        own.leaveOut(answer(List.of(OURS, ANOTHER_PORT, OURS_ON_BOTH))).rows());
  }

  @Test
  void leavesWhatAnybodyElseMayHaveOpened() {
    Observation others = answer(List.of(ANOTHER_PORT, TO_THE_OUTSIDE, OF_A_PROCESS, NO_SOCKET));
    assertSame(others, own.leaveOut(others));
  }

  private static Observation answer(List<Map<String, String>> rows) {
    return TestObservations.cleanListeners(TestObservations.instance(1), TestObservations.THREE_AM)
        .withRows(Observation.Part.WHOLE, rows);
  }

  private static Map<String, String> listener(String pid, String address, String port) {
    return Map.of("pid", pid, "address", address, "port", port, "protocol", "6", "family", "2");
  }
}
