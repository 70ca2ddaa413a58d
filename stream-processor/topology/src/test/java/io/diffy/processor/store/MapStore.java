package io.diffy.processor.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store in a map, which remembers how it was used. */
public final class MapStore implements KeyValueStore<String, byte[]> {
  private final String name;
  private final NavigableMap<String, byte[]> entries = new TreeMap<>();
  private final List<String> reads = new ArrayList<>();
  private final List<String> writes = new ArrayList<>();
  private final List<String> scans = new ArrayList<>();
  private long visits;

  public MapStore(String name) {
    this.name = name;
  }

  /** The keys that were asked for, as often as they were. */
  public List<String> reads() {
    return reads;
  }

  /** The keys that were written or deleted, as often as they were. */
  public List<String> writes() {
    return writes;
  }

  /** The prefixes that were scanned, as often as they were. */
  public List<String> scans() {
    return scans;
  }

  /** How often anything was read, written or handed out by a scan. */
  public long work() {
    return reads.size() + writes.size() + scans.size() + visits;
  }

  /** The keys there are, in their order. */
  public List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  /** Counts from here on. */
  public void forgetUse() {
    reads.clear();
    writes.clear();
    scans.clear();
    visits = 0;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    context.register(root, (key, value) -> {});
  }

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public byte[] get(String key) {
    reads.add(key);
    return entries.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    writes.add(key);
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public byte[] putIfAbsent(String key, byte[] value) {
    byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<String, byte[]>> more) {
    more.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte[] delete(String key) {
    byte[] before = entries.get(key);
    put(key, null);
    return before;
  }

  @Override
  public KeyValueIterator<String, byte[]> range(String from, String to) {
    return iterator(entries.subMap(from, true, to, true));
  }

  @Override
  public KeyValueIterator<String, byte[]> all() {
    return iterator(entries);
  }

  @Override
  public <P extends Serializer<S>, S> KeyValueIterator<String, byte[]> prefixScan(
      S prefix, P serializer) {
    String begin = prefix.toString();
    scans.add(begin);
    return iterator(entries.subMap(begin, true, begin + Character.MAX_VALUE, false));
  }

  @Override
  public long approximateNumEntries() {
    return entries.size();
  }

  private KeyValueIterator<String, byte[]> iterator(Map<String, byte[]> entries) {
    Iterator<Map.Entry<String, byte[]>> all = new TreeMap<>(entries).entrySet().iterator();
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public KeyValue<String, byte[]> next() {
        Map.Entry<String, byte[]> entry = all.next();
        visits++;
        return KeyValue.pair(entry.getKey(), entry.getValue());
      }

      @Override
      public String peekNextKey() {
        throw new UnsupportedOperationException("nobody peeks");
      }

      @Override
      public void close() {}
    };
  }
}
