package io.diffy.processor.finding;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.store.MapStore;
import io.diffy.rules.finding.FindingState;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.schemas.json.FindingCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
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
    store.put(BIND_SHELL.query(), new FindingState(BIND_SHELL, new Basis(1, 2, List.of(), false)));
    String key = bytes.all().next().key;
    ByteBuffer now = ByteBuffer.wrap(bytes.get(key));
    ByteBuffer before = ByteBuffer.allocate(now.capacity() - 1);
    bytes.put(key, before.put((byte) 1).put(now.get(1)).put(now.position(3)).array());

    assertEquals(
        Map.of(BIND_SHELL.uid(), new FindingState(BIND_SHELL, new Basis(1, 2, List.of(), true))),
        store.of(BIND_SHELL.group(), BIND_SHELL.query()),
        "3.25 is very odd");
  }
}
