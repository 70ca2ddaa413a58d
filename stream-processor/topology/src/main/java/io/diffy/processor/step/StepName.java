package io.diffy.processor.step;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The name of a step or sink, and what it takes. Kafka Streams has one type for all that a step
 * hands on; most of ours hand on different things to different children.
 */
public record StepName<K, V>(String name) {

  /** How a step hands records on to this one. */
  public interface Output<K, V> {
    void forward(Record<K, V> record);

    default void forward(K key, V value, long timestamp) {
      forward(new Record<>(key, value, timestamp));
    }
  }

  /**
   * The way from another step to this one.
   *
   * @param context of the step that hands on
   */
  @SuppressWarnings("unchecked") // the map gives each name to what takes these records
  public Output<K, V> from(ProcessorContext<?, ?> context) {
    ProcessorContext<K, V> typed = (ProcessorContext<K, V>) context;
    return record -> typed.forward(record, name);
  }
}
