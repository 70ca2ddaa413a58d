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
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
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

  /** As Kafka Streams knows it, with its stores, which that connects to it; nobody guards it. */
  public ProcessorSupplier<K, V, Object, Object> with(Set<StoreBuilder<?>> built) {
    return with(built, RecordGuard.NONE);
  }

  /** The same with a guard around every record. */
  ProcessorSupplier<K, V, Object, Object> with(Set<StoreBuilder<?>> built, RecordGuard guard) {
    return new ProcessorSupplier<>() {
      @Override
      public Set<StoreBuilder<?>> stores() {
        return built;
      }

      @Override
      public Processor<K, V, Object, Object> get() {
        return new Processor<>() {
          private Consumer<Record<K, V>> step;
          private ProcessorContext<Object, Object> task;

          @Override
          public void init(ProcessorContext<Object, Object> context) {
            task = context;
            step = begin.apply(context);
          }

          @Override
          public void process(Record<K, V> record) {
            forgetBytes(task);
            guard.around(task, record, () -> step.accept(record));
          }
        };
      }
    };
  }

  /**
   * Kafka Streams keeps the bytes of the record that is processed for dead letters of its own,
   * which we don't use. Kafka 4.3.1's cache of a store ({@code CachingKeyValueStore.putInternal})
   * keeps them too, with every entry that the record changed and beyond the limit of the cache: all
   * answers of a thousand hosts, for entries of some bytes.
   */
  private static void forgetBytes(ProcessorContext<?, ?> context) {
    if (context instanceof InternalProcessorContext<?, ?> task && task.recordContext() != null) {
      task.recordContext().freeRawRecord();
    }
  }
}
