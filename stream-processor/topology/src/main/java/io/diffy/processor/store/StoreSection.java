package io.diffy.processor.store;

import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store inside another: all keys that begin alike, without that beginning. */
final class StoreSection implements KeyValueStore<String, byte[]> {
  private final KeyValueStore<String, byte[]> whole;
  private final String begin;

  StoreSection(KeyValueStore<String, byte[]> whole, String begin) {
    this.whole = whole;
    this.begin = begin;
  }

  @Override
  public byte[] get(String key) {
    return whole.get(begin + key);
  }

  @Override
  public void put(String key, byte[] value) {
    whole.put(begin + key, value);
  }

  @Override
  public byte[] putIfAbsent(String key, byte[] value) {
    return whole.putIfAbsent(begin + key, value);
  }

  @Override
  public void putAll(List<KeyValue<String, byte[]>> entries) {
    whole.putAll(entries.stream().map(e -> KeyValue.pair(begin + e.key, e.value)).toList());
  }

  @Override
  public byte[] delete(String key) {
    return whole.delete(begin + key);
  }

  @Override
  public KeyValueIterator<String, byte[]> range(String from, String to) {
    return inside(whole.range(begin + from, begin + to));
  }

  @Override
  public KeyValueIterator<String, byte[]> all() {
    return prefixScan("", Serdes.String().serializer());
  }

  @Override
  public <P extends Serializer<S>, S> KeyValueIterator<String, byte[]> prefixScan(
      S prefix, P serializer) {
    return inside(whole.prefixScan(begin + prefix, Serdes.String().serializer()));
  }

  /** Of the whole store: nobody counts one section's. */
  @Override
  public long approximateNumEntries() {
    return whole.approximateNumEntries();
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public boolean persistent() {
    return whole.persistent();
  }

  @Override
  public boolean isOpen() {
    return whole.isOpen();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("the whole store is opened, not its sections");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("the whole store is closed, not its sections");
  }

  private KeyValueIterator<String, byte[]> inside(KeyValueIterator<String, byte[]> found) {
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return found.hasNext();
      }

      @Override
      public KeyValue<String, byte[]> next() {
        KeyValue<String, byte[]> entry = found.next();
        return KeyValue.pair(entry.key.substring(begin.length()), entry.value);
      }

      @Override
      public String peekNextKey() {
        return found.peekNextKey().substring(begin.length());
      }

      @Override
      public void close() {
        found.close();
      }
    };
  }
}
