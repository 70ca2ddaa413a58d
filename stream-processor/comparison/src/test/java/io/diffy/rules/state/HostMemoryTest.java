package io.diffy.rules.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.state.HostMemory.HostEntry;
import io.diffy.rules.state.HostMemory.ToldChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HostMemoryTest {
  private static final Instant THREE = Instant.parse("2026-11-20T03:00:00.000000001Z");
  private static final HostMemory ONE =
      new HostMemory(
          new TreeMap<>(
              Map.of(
                  "i-1",
                  new HostEntry(Optional.of(THREE), THREE, Optional.empty(), true, List.of(7L)))),
          new ToldChanges(2, Instant.parse("2026-11-20T03:00:00Z")),
          Map.of());

  @Test
  void whatIsKeptIsReadAgain() {
    HostMemory changed = ONE.withChange(Set.of("cmdline"));

    assertEquals(ONE, HostMemory.decode(ONE.encode()));
    assertEquals(changed, HostMemory.decode(changed.encode()));
  }

  @Test
  void anOlderVersionReadsAllButWhatItWouldNotKnow() {
    assertEquals(1, ONE.encode()[0]);
    assertEquals(2, ONE.withChange(Set.of("cmdline")).encode()[0]);
  }

  @Test
  void aTextThatWasToldFiveTimesToHaveChangedChangesByItself() {
    HostMemory memory = ONE;
    for (int n = 0; n < 4; n++) {
      memory = memory.withChange(Set.of("cmdline"));
    }
    assertEquals(Set.of(), memory.restless());

    assertEquals(Set.of("cmdline"), memory.withChange(Set.of("cmdline", "path")).restless());
  }
}
