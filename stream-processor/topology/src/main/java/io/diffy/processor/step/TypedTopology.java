package io.diffy.processor.step;

import io.diffy.processor.store.StoreName;
import io.diffy.schemas.topic.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Draws a topology out of typed names, so that each name stands for what takes its records. */
public final class TypedTopology {
  private final Topology topology;
  private final Function<String, StoreBuilder<KeyValueStore<String, byte[]>>> stores;
  private final RecordGuard guard;
  private final Map<String, StoreBuilder<?>> built = new HashMap<>();
  private final Set<String> sources = new HashSet<>();

  /**
   * An empty one.
   *
   * @param guard of the steps that take records from topics
   */
  public TypedTopology(
      Topology topology,
      Function<String, StoreBuilder<KeyValueStore<String, byte[]>>> stores,
      RecordGuard guard) {
    this.topology = topology;
    this.stores = stores;
    this.guard = guard;
  }

  /** Always bytes: a deserializer that throws would stop the task, or hide the record. */
  public void source(StepName<Void, Void> source, Topic<?> topic) {
    sources.add(source.name());
    topology.addSource(
        source.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic.name());
  }

  /** Steps that name the same store share it. */
  public <K, V> void step(
      StepName<K, V> step, StepSupplier<K, V> supplier, StepName<?, ?>... from) {
    Set<StoreBuilder<?>> connected = new LinkedHashSet<>();
    for (StoreName store : supplier.stores()) {
      connected.add(built.computeIfAbsent(store.store(), stores));
    }
    boolean first = Arrays.stream(from).anyMatch(before -> sources.contains(before.name()));
    topology.addProcessor(
        step.name(), supplier.with(connected, first ? guard : RecordGuard.NONE), names(from));
  }

  /** For records that are bytes already. */
  public void sink(StepName<byte[], byte[]> sink, Topic<?> topic, StepName<?, ?>... from) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    topology.addSink(sink.name(), topic.name(), bytes, bytes, names(from));
  }

  public <V> void encodingSink(StepName<String, V> sink, Topic<V> topic, StepName<?, ?>... from) {
    topology.addSink(
        sink.name(),
        topic.name(),
        new StringSerializer(),
        topic.valueSerde().serializer(),
        names(from));
  }

  private static String[] names(StepName<?, ?>... steps) {
    return Arrays.stream(steps).map(StepName::name).toArray(String[]::new);
  }
}
