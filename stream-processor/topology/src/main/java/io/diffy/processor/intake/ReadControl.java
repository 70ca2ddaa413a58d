package io.diffy.processor.intake;

import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.schemas.Control;
import io.diffy.schemas.topic.Topic;

/** Reads rounds and ticks; ends only in replays, where whoever writes them is we. */
public final class ReadControl {
  private ReadControl() {}

  /**
   * The step.
   *
   * @param recorded whether all records are of a recording, which has an end
   */
  public static StepSupplier<byte[], byte[]> step(
      Topic<Control> topic,
      boolean recorded,
      StepName<String, IntakeEvent> next,
      StepName<byte[], byte[]> deadLetters) {
    return new StepSupplier<>(
        context -> {
          ContractGate<Control> gate =
              new ContractGate<>(context, "control", topic.codec(), deadLetters.from(context));
          Output<String, IntakeEvent> signals = next.from(context);
          return record ->
              gate.accept(record)
                  .ifPresent(
                      control -> {
                        if (!recorded && control instanceof Control.End) {
                          gate.refuse(record, "the end of a recording counts in its replay only");
                          return;
                        }
                        signals.forward(
                            control.group().toString(),
                            new SnapshotEvent.Signal(control),
                            record.timestamp());
                      });
        });
  }
}
