package io.diffy.processor.step;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Stands around each record that comes from a topic, while it is processed. */
public interface RecordGuard {
  /** Where a failure ends the run and nobody starts it again: a recording, a test. */
  RecordGuard NONE = (task, record, step) -> step.run();

  /**
   * Lets the step process the record, or does something else with it.
   *
   * @param task of the step, which is the first that the record comes to
   * @param step everything that is made of the record, down to the writes
   */
  void around(ProcessorContext<Object, Object> task, Record<?, ?> record, Runnable step);
}
