package io.diffy.processor.intake;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.schemas.Control;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Reads rounds and ticks. */
public final class ReadControl implements Processor<byte[], byte[], Object, Object> {
  private final DiffyConfig config;
  private final String next;
  private final String deadLetters;
  private ProcessorContext<Object, Object> context;
  private ContractGate<Control> intake;

  public ReadControl(DiffyConfig config, String next, String deadLetters) {
    this.config = config;
    this.next = next;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    intake = new ContractGate<>(context, "control", config.topics().control().codec(), deadLetters);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    intake
        .accept(record)
        .ifPresent(
            control ->
                context.forward(
                    new Record<Object, Object>(
                        control.group().toString(), control, record.timestamp()),
                    next));
  }
}
