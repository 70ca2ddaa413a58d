package io.diffy.processor.store;

import io.diffy.rules.state.StateKeys;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A store as values of one kind under keys of several parts. Several tables may share a store: then
 * a {@link SubTable} is part of their keys.
 */
public final class Table<V> {
  private final KeyValueStore<String, byte[]> store;
  private final Function<V, byte[]> encode;
  private final Function<byte[], V> decode;

  public Table(
      KeyValueStore<String, byte[]> store, Function<V, byte[]> encode, Function<byte[], V> decode) {
    this.store = store;
    this.encode = encode;
    this.decode = decode;
  }

  /** Of values that are read in part, or only when they differ from what is known of them. */
  public static Table<byte[]> ofBytes(KeyValueStore<String, byte[]> store) {
    return new Table<>(store, bytes -> bytes, bytes -> bytes);
  }

  public Optional<V> get(Object... key) {
    return Optional.ofNullable(store.get(StateKeys.of(key))).map(decode);
  }

  public void put(V value, Object... key) {
    store.put(StateKeys.of(key), encode.apply(value));
  }

  /** For what seldom changes: to look costs less than a record on the changelog. */
  public void putIfChanged(V value, Object... key) {
    byte[] bytes = encode.apply(value);
    if (!Arrays.equals(bytes, store.get(StateKeys.of(key)))) {
      store.put(StateKeys.of(key), bytes);
    }
  }

  public void delete(Object... key) {
    store.delete(StateKeys.of(key));
  }

  /** All values under a prefix, sorted by the rest of their keys. */
  public Map<String, V> scan(Object... prefix) {
    Map<String, V> values = new TreeMap<>();
    forEach(values::put, prefix);
    return values;
  }

  /** Each value under a prefix with the rest of its key, in the order of the store. */
  public void forEach(BiConsumer<String, V> each, Object... prefix) {
    String begin = prefix.length == 0 ? "" : StateKeys.prefix(prefix);
    try (KeyValueIterator<String, byte[]> all =
        begin.isEmpty() ? store.all() : store.prefixScan(begin, Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        each.accept(entry.key.substring(begin.length()), decode.apply(entry.value));
      }
    }
  }
}
