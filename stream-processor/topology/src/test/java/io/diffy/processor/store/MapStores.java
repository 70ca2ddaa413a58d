package io.diffy.processor.store;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** The stores of a topology as {@link MapStore}s; one that begins again finds what it had kept. */
public final class MapStores {
  private final Map<String, MapStore> stores = new TreeMap<>();

  /** The store of that name, once a topology that names it has begun. */
  public MapStore get(String name) {
    return stores.get(name);
  }

  public StoreBuilder<KeyValueStore<String, byte[]>> named(String name) {
    return new Builder(name);
  }

  private final class Builder implements StoreBuilder<KeyValueStore<String, byte[]>> {
    private final String name;

    Builder(String name) {
      this.name = name;
    }

    @Override
    public KeyValueStore<String, byte[]> build() {
      return stores.computeIfAbsent(name, MapStore::new);
    }

    @Override
    public StoreBuilder<KeyValueStore<String, byte[]>> withCachingEnabled() {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<String, byte[]>> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<String, byte[]>> withLoggingEnabled(
        Map<String, String> config) {
      return this;
    }

    @Override
    public StoreBuilder<KeyValueStore<String, byte[]>> withLoggingDisabled() {
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return Map.of();
    }

    @Override
    public boolean loggingEnabled() {
      return false;
    }

    @Override
    public String name() {
      return name;
    }
  }
}
