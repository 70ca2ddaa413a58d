package io.diffy.processor.store;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store, declared once by what owns it. Running installations know its name. */
public record StoreName(String name) {

  /** The store as a step's task has it. */
  public KeyValueStore<String, byte[]> of(ProcessorContext<?, ?> context) {
    return context.getStateStore(name);
  }
}
