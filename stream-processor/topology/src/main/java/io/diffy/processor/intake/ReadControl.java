package io.diffy.processor.intake;

import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.schemas.Control;
import io.diffy.schemas.topic.Topic;

/** Reads rounds and ticks. */
public final class ReadControl {
  private ReadControl() {}

  public static StepSupplier<byte[], byte[]> step(
      Topic<Control> topic,
      StepName<String, IntakeEvent> next,
      StepName<byte[], byte[]> deadLetters) {
    return new StepSupplier<>(
        context -> {
          ContractGate<Control> gate =
              new ContractGate<>(context, "control", topic.codec(), deadLetters.from(context));
          Output<String, IntakeEvent> signals = next.from(context);
          return record ->
              gate.accept(record)
                  .map(SnapshotEvent.Signal::new)
                  .ifPresent(
                      signal ->
                          signals.forward(
                              signal.control().group().toString(), signal, record.timestamp()));
        });
  }
}
