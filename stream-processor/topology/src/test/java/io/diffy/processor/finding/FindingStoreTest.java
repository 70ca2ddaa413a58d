package io.diffy.processor.finding;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.store.MapStore;
import io.diffy.rules.finding.FindingState;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.state.HostMemory.HostEntry;
import io.diffy.schemas.json.FindingCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of a finding comes back, also from the form of older versions. */
class FindingStoreTest {
  private final MapStore bytes = new MapStore("findings");
  private final FindingStore store = new FindingStore(bytes, new FindingCodec());

  @Test
  void whatIsPutComesBack() {
    FindingState state = new FindingState(BIND_SHELL, new Basis(1, 2, List.of(3, 4), true));
    store.put(BIND_SHELL.query(), state);

    assertEquals(Map.of(BIND_SHELL.uid(), state), store.of(BIND_SHELL.group(), BIND_SHELL.query()));
  }

  @Test
  void anOlderFormSaysByItsScoreWhetherItWasVeryOdd() {
    FindingState state = new FindingState(BIND_SHELL, new Basis(1, 2, List.of(), false));
    inOlderForm(state, 1);

    assertEquals(
        Map.of(BIND_SHELL.uid(), new FindingState(BIND_SHELL, new Basis(1, 2, List.of(), true))),
        store.of(BIND_SHELL.group(), BIND_SHELL.query()),
        "3.25 is very odd");
  }

  @Test
  void ofAnOlderFormTheOnlyHostHasTheTimesOfTheFinding() {
    FindingState state = new FindingState(BIND_SHELL, new Basis(1, 2, List.of(3), true));
    inOlderForm(state, 2);

    FindingState read = store.of(BIND_SHELL.group(), BIND_SHELL.query()).get(BIND_SHELL.uid());

    assertEquals(state, read);
    HostEntry host = read.memory().hosts().firstEntry().getValue();
    assertEquals(Optional.of(BIND_SHELL.firstSeen()), host.first());
    assertTrue(host.here());
  }

  /** Puts a state as version 1 (without oddity) or 2 (without hosts) of the form kept it. */
  private void inOlderForm(FindingState state, int form) {
    store.put(BIND_SHELL.query(), state);
    String key = bytes.all().next().key;
    ByteBuffer now = ByteBuffer.wrap(bytes.get(key));
    int fixed = 3 + 2 * Long.BYTES + Integer.BYTES * (1 + state.basis().baselines().size());
    int hosts = now.getInt(fixed);
    ByteBuffer before = ByteBuffer.allocate(now.capacity() - Integer.BYTES - hosts - (2 - form));
    before.put((byte) form).put(now.get(1));
    before.put(now.array(), form == 1 ? 3 : 2, fixed - (form == 1 ? 3 : 2));
    before.put(now.array(), fixed + Integer.BYTES + hosts, before.remaining());
    bytes.put(key, before.array());
  }
}
