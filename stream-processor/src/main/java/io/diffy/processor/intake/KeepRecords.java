package io.diffy.processor.intake;

import io.diffy.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the newest value of each key of a compacted topic in a store that other steps read. A null
 * value removes the entry, as compaction would; the store key is found again through {@code
 * <store>-keys}, because a tombstone says nothing but its own key.
 */
public final class KeepRecords<T> implements Processor<byte[], byte[], Object, Object> {
  private final Topic<T> topic;
  private final Function<T, String> storeKey;
  private final String store;
  private final String deadLetters;
  private KeyValueStore<String, byte[]> records;
  private KeyValueStore<String, byte[]> keys;
  private Intake<T> intake;

  /**
   * The step for one topic.
   *
   * @param storeKey where the value stands in the store
   * @param store name of the store
   * @param deadLetters name of the sink for malformed records
   */
  public KeepRecords(
      Topic<T> topic, Function<T, String> storeKey, String store, String deadLetters) {
    this.topic = topic;
    this.storeKey = storeKey;
    this.store = store;
    this.deadLetters = deadLetters;
  }

  /** Name of the store that leads from topic keys to store keys. */
  public static String keysOf(String store) {
    return store + "-keys";
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    records = context.getStateStore(store);
    keys = context.getStateStore(keysOf(store));
    intake = new Intake<>(context, store, topic.codec(), deadLetters);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null && !key.isEmpty()) {
      remove(key);
    } else {
      intake.accept(record).ifPresent(value -> keep(key, storeKey.apply(value), record.value()));
    }
  }

  private void keep(String key, String where, byte[] value) {
    records.put(where, value);
    keys.put(key, where.getBytes(StandardCharsets.UTF_8));
  }

  private void remove(String key) {
    byte[] where = keys.delete(key);
    if (where != null) {
      records.delete(new String(where, StandardCharsets.UTF_8));
    }
  }
}
