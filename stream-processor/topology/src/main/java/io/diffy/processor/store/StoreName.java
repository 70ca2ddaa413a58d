package io.diffy.processor.store;

import io.diffy.rules.state.StateKeys;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What a step keeps, declared once by what owns it. Many share one store, and stand in it under
 * their names: each store of each task costs memory, files and a changelog, however little it
 * holds. Running installations know both names.
 *
 * @param store of Kafka Streams, that holds it
 * @param name under which it stands there
 */
public record StoreName(String store, String name) {

  /** What the steps know of groups: written with every answer. */
  public static StoreName state(String name) {
    return new StoreName("state", name);
  }

  /** What people decided: seldom written, read by other steps. */
  public static StoreName decisions(String name) {
    return new StoreName("decisions", name);
  }

  /** Another of the same store. */
  public StoreName beside(String suffix) {
    return new StoreName(store, name + suffix);
  }

  /** The store as a step's task has it. */
  public KeyValueStore<String, byte[]> of(ProcessorContext<?, ?> context) {
    return new StoreSection(context.getStateStore(store), StateKeys.prefix(name));
  }
}
