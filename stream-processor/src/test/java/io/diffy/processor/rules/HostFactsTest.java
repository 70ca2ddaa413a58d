package io.diffy.processor.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a host booted, as far as it says so. */
class HostFactsTest {

  @Test
  void theFirstProcessStartedWhenTheHostBooted() {
    assertEquals(
        Optional.of(Instant.ofEpochSecond(1_763_600_000)),
        facts("1763600000").map(HostFacts::bootedAt));
  }

  /** No moment has such a number: it threw once, in the middle of the topology. */
  @Test
  void aNumberThatIsNoTimeIsNoFact() {
    assertEquals(Optional.empty(), facts("999999999999999999"));
    assertEquals(Optional.empty(), facts("253402300800"));
    assertEquals(Optional.empty(), facts("-7"));
  }

  private static Optional<HostFacts> facts(String startTime) {
    List<Map<String, String>> rows =
        List.of(Map.of("pid", "1", "parent", "0", "cmdline", "init", "start_time", startTime));
    return HostFacts.of(rows, Sessions.of(rows));
  }
}
