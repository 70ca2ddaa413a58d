package io.diffy.processor.store;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** How the steps keep what they keep. */
public enum StateStores {
  /** On disk and on the cluster: what lives only in memory is lost at the first rebalance. */
  LOGGED,

  /** On disk only: who reads a recording reads it again from the beginning after a failure. */
  ON_DISK,

  /** For a small recording: the same without a database. */
  IN_MEMORY;

  /**
   * A baseline or a part of an answer may be as big as the topics allow; the broker's default is 1
   * MiB.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(12 * 1024 * 1024));

  /** The store of that name. */
  public StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
    StoreBuilder<KeyValueStore<String, byte[]>> store =
        Stores.keyValueStoreBuilder(
            this == IN_MEMORY ? MemoryStore.supplier(name) : Stores.persistentKeyValueStore(name),
            Serdes.String(),
            Serdes.ByteArray());
    return switch (this) {
      case LOGGED -> store.withLoggingEnabled(CHANGELOG).withCachingEnabled();
      case ON_DISK -> store.withLoggingDisabled().withCachingEnabled();
      case IN_MEMORY -> store.withLoggingDisabled();
    };
  }
}
