package io.diffy.processor.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.diffy.rules.state.StateKeys;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Two names share a store, and neither sees what the other keeps. */
class StoreSectionTest {
  private final MapStore shared = new MapStore("state");
  private final KeyValueStore<String, byte[]> items = section("items");
  private final KeyValueStore<String, byte[]> itemSets = section("item-sets");

  @Test
  void theSameKeyIsAnotherEntryUnderAnotherName() {
    items.put("web", bytes("an item"));
    itemSets.put("web", bytes("a set"));
    itemSets.delete("web");

    assertEquals("an item", new String(items.get("web"), UTF_8));
    assertNull(itemSets.get("web"));
    assertEquals(List.of(StateKeys.of("items", "web")), shared.keys());
  }

  @Test
  void scansStayInsideAndReturnKeysWithoutTheName() {
    Table<byte[]> table = Table.ofBytes(items);
    table.put(bytes("1"), "web", "users");
    table.put(bytes("2"), "web", "ports");
    table.put(bytes("3"), "db", "users");
    Table.ofBytes(itemSets).put(bytes("4"), "web", "users");

    assertEquals(List.of("ports", "users"), List.copyOf(table.scan("web").keySet()));
    assertEquals(3, table.scan().size());
    assertEquals(
        List.of(StateKeys.of("web", "ports"), StateKeys.of("web", "users")),
        keys(items.range("e", "webz")));
  }

  private KeyValueStore<String, byte[]> section(String name) {
    return new StoreSection(shared, StateKeys.prefix(name));
  }

  private static List<String> keys(KeyValueIterator<String, byte[]> found) {
    List<String> keys = new ArrayList<>();
    found.forEachRemaining(entry -> keys.add(entry.key));
    return keys;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
