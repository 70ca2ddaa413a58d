package io.diffy.processor.store;

import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Stores on disk and on the cluster: what lives only in memory is lost at the first rebalance. */
public final class LoggedStores {
  /**
   * A baseline or a part of an answer may be as big as the topics allow; the broker's default is 1
   * MiB.
   */
  private static final Map<String, String> CHANGELOG =
      Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(12 * 1024 * 1024));

  private LoggedStores() {}

  public static StoreBuilder<KeyValueStore<String, byte[]>> named(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
        .withLoggingEnabled(CHANGELOG)
        .withCachingEnabled();
  }
}
