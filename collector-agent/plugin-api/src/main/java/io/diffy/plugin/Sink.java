package io.diffy.plugin;

import java.util.List;

/** An open way to a target. It is used from one thread. */
public interface Sink extends AutoCloseable {

  /**
   * Delivers records and returns when the target keeps them. The same records are given again after
   * a crash or a failure, cut into other batches: delivered twice they must leave what delivered
   * once leaves.
   *
   * @param records in the order of their topic, for each partition; of several partitions
   * @return those that the target will never take, each with its reason; they go to the dead
   *     letters
   * @throws PluginFailure when the target can't take anything now; the same records come again,
   *     later
   */
  List<Refused> deliver(List<SinkRecord> records);

  /** Ends the way; one that keeps nothing open has nothing to do. */
  @Override
  default void close() {}

  /**
   * A record that can't be delivered, ever.
   *
   * @param reason one sentence for a person
   */
  record Refused(SinkRecord record, String reason) {}
}
