package io.diffy.processor.intake;

import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.schemas.Control;
import io.diffy.schemas.topic.Topic;
import org.apache.kafka.streams.processor.api.Record;

/** Reads rounds and ticks. */
public final class ReadControl {
  private final ContractGate<Control> gate;
  private final Output<String, IntakeEvent> next;

  private ReadControl(ContractGate<Control> gate, Output<String, IntakeEvent> next) {
    this.gate = gate;
    this.next = next;
  }

  public static StepSupplier<byte[], byte[]> step(
      Topic<Control> topic,
      StepName<String, IntakeEvent> next,
      StepName<byte[], byte[]> deadLetters) {
    return new StepSupplier<>(
        context ->
            new ReadControl(
                    new ContractGate<>(
                        context, "control", topic.codec(), deadLetters.from(context)),
                    next.from(context))
                ::read);
  }

  private void read(Record<byte[], byte[]> record) {
    gate.accept(record)
        .ifPresent(
            control ->
                next.forward(
                    control.group().toString(),
                    new SnapshotEvent.Signal(control),
                    record.timestamp()));
  }
}
