package io.diffy.processor.step;

import io.diffy.processor.store.StoreName;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * What a step does, and the stores it works on. What it hands on is typed by each {@link StepName}
 * that it goes to, so there is no one type of it here.
 *
 * @param begin makes what takes the records, anew for each task, once the task has its stores
 */
public record StepSupplier<K, V>(
    Function<ProcessorContext<?, ?>, Consumer<Record<K, V>>> begin, List<StoreName> stores) {

  public StepSupplier(
      Function<ProcessorContext<?, ?>, Consumer<Record<K, V>>> begin, StoreName... stores) {
    this(begin, List.of(stores));
  }

  /** As Kafka Streams knows it, with its stores, which that connects to it. */
  public ProcessorSupplier<K, V, Object, Object> with(Set<StoreBuilder<?>> built) {
    return new ProcessorSupplier<>() {
      @Override
      public Set<StoreBuilder<?>> stores() {
        return built;
      }

      @Override
      public Processor<K, V, Object, Object> get() {
        return new Processor<>() {
          private Consumer<Record<K, V>> step;

          @Override
          public void init(ProcessorContext<Object, Object> context) {
            step = begin.apply(context);
          }

          @Override
          public void process(Record<K, V> record) {
            step.accept(record);
          }
        };
      }
    };
  }
}
