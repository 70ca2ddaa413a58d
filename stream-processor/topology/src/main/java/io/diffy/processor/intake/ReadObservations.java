package io.diffy.processor.intake;

import io.diffy.processor.metrics.Counter;
import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.RepeatCodec;
import io.diffy.schemas.topic.Partitioning;
import io.diffy.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads observations. All answers of a group must meet in one partition; a producer that keys by
 * something else, or hashes keys otherwise than Java's client does (osquery, kcat), gets its
 * records sent round once more under the right key.
 */
public final class ReadObservations {
  private final ProcessorContext<?, ?> context;
  private final int partitions;
  private final ContractGate<Observation> gate;
  private final Output<String, IntakeEvent> next;
  private final Output<byte[], byte[]> astray;
  private final Counter reroutes;

  private ReadObservations(
      ProcessorContext<?, ?> context,
      int partitions,
      ContractGate<Observation> gate,
      Output<String, IntakeEvent> next,
      Output<byte[], byte[]> astray) {
    this.context = context;
    this.partitions = partitions;
    this.gate = gate;
    this.next = next;
    this.astray = astray;
    this.reroutes = Counter.of(context, "observations-rerouted");
  }

  /**
   * The step, given where its results go.
   *
   * @param next takes what was read
   * @param astray the sink for records in the wrong partition
   * @param deadLetters the sink for malformed records
   */
  public static StepSupplier<byte[], byte[]> step(
      Topic<Observation> topic,
      StepName<String, IntakeEvent> next,
      StepName<byte[], byte[]> astray,
      StepName<byte[], byte[]> deadLetters) {
    return new StepSupplier<>(
        context ->
            new ReadObservations(
                    context,
                    topic.partitions(),
                    new ContractGate<>(
                        context,
                        "observations",
                        new RepeatCodec(topic.codec()),
                        deadLetters.from(context)),
                    next.from(context),
                    astray.from(context))
                ::read);
  }

  private void read(Record<byte[], byte[]> record) {
    gate.accept(record).ifPresent(observation -> route(record, observation));
  }

  private void route(Record<byte[], byte[]> record, Observation observation) {
    String group = observation.instance().group().toString();
    if (isHome(group)) {
      next.forward(group, event(observation, record.value()), record.timestamp());
    } else {
      reroutes.add();
      byte[] key = group.getBytes(StandardCharsets.UTF_8);
      astray.forward(key, record.value(), record.timestamp());
    }
  }

  private static IntakeEvent event(Observation observation, byte[] bytes) {
    return observation.part().isWhole()
        ? new SnapshotEvent.Answer(observation)
        : new IntakeEvent.Part(observation, bytes);
  }

  private boolean isHome(String group) {
    int partition = context.recordMetadata().orElseThrow().partition();
    return Partitioning.of(group, partitions) == partition;
  }
}
