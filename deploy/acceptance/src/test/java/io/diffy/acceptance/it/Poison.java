package io.diffy.acceptance.it;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes the step that judges fail, or take long, at answers of some instances: as a bug there would
 * do it.
 */
public final class Poison implements ProcessorWrapper {
  /** The process ends without a word. */
  static final String HALTS = "i-halts";

  /** The step throws. */
  static final String THROWS = "i-throws";

  /** The step never returns. */
  public static final String HANGS = "i-hangs";

  /** The step takes {@link #SLOWLY}. */
  public static final String SLOW = "i-slow";

  /** Longer than a session, shorter than what is told as standing. */
  public static final Duration SLOWLY = Duration.ofSeconds(20);

  @Override
  public <A, B, C, D> WrappedProcessorSupplier<A, B, C, D> wrapProcessorSupplier(
      String name, ProcessorSupplier<A, B, C, D> supplier) {
    return ProcessorWrapper.asWrapped(name.equals("judge-groups") ? poisoned(supplier) : supplier);
  }

  @Override
  public <A, B, C> WrappedFixedKeyProcessorSupplier<A, B, C> wrapFixedKeyProcessorSupplier(
      String name, FixedKeyProcessorSupplier<A, B, C> supplier) {
    return ProcessorWrapper.asWrappedFixedKey(supplier);
  }

  private static <A, B, C, D> ProcessorSupplier<A, B, C, D> poisoned(
      ProcessorSupplier<A, B, C, D> supplier) {
    return new ProcessorSupplier<>() {
      @Override
      public Set<StoreBuilder<?>> stores() {
        return supplier.stores();
      }

      @Override
      public Processor<A, B, C, D> get() {
        Processor<A, B, C, D> healthy = supplier.get();
        return new Processor<>() {
          @Override
          public void init(ProcessorContext<C, D> context) {
            healthy.init(context);
          }

          @Override
          public void process(Record<A, B> record) {
            take(String.valueOf(record.value()));
            healthy.process(record);
          }

          @Override
          public void close() {
            healthy.close();
          }
        };
      }
    };
  }

  private static void take(String record) {
    if (record.contains(HALTS)) {
      Runtime.getRuntime().halt(137);
    }
    if (record.contains(THROWS)) {
      throw new IllegalStateException("no such column");
    }
    if (record.contains(SLOW)) {
      LockSupport.parkNanos(SLOWLY.toNanos());
    }
    while (record.contains(HANGS)) {
      LockSupport.parkNanos(SLOWLY.toNanos());
    }
  }
}
