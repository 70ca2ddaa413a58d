package io.diffy.processor.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** A store in memory reads as one on disk does. */
class MemoryStoreTest {
  private final KeyValueStore<Bytes, byte[]> store = MemoryStore.supplier("state").get();

  @Test
  void rangesAreInTheOrderOfBytesAndHoldTheirEnds() {
    List.of("b", "a\0b", "a", "a\0\ud83d\ude00", "a\0\uffee", "c")
        .forEach(key -> store.put(key(key), key.getBytes(UTF_8)));
    store.put(key("c"), null);

    assertEquals(List.of("a\0b", "a\0\uffee", "a\0\ud83d\ude00"), prefix("a\0"));
    assertEquals(
        List.of("a\0\ud83d\ude00", "b"), keys(store.range(key("a\0\ud83d\ude00"), key("b"))));
    assertEquals(5, keys(store.all()).size());
    assertEquals(5, store.approximateNumEntries());
  }

  @Test
  void whatIsDeletedIsReturnedAndGone() {
    store.put(key("a"), new byte[] {1});

    assertEquals(1, store.putIfAbsent(key("a"), new byte[] {2})[0]);
    assertEquals(1, store.delete(key("a"))[0]);
    assertNull(store.get(key("a")));
  }

  private List<String> prefix(String prefix) {
    return keys(store.prefixScan(prefix, new StringSerializer()));
  }

  private static List<String> keys(KeyValueIterator<Bytes, byte[]> found) {
    List<String> keys = new ArrayList<>();
    found.forEachRemaining(entry -> keys.add(new String(entry.key.get(), UTF_8)));
    return keys;
  }

  private static Bytes key(String key) {
    return Bytes.wrap(key.getBytes(UTF_8));
  }
}
