package io.diffy.processor.intake;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.metrics.Counter;
import io.diffy.schemas.Observation;
import io.diffy.schemas.topic.Partitioning;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Reads observations. All answers of a group must meet in one partition; a producer that keys by
 * something else, or hashes keys otherwise than Java's client does (osquery, kcat), gets its
 * records sent round once more under the right key.
 */
public final class ReadObservations implements Processor<byte[], byte[], Object, Object> {
  private final DiffyConfig config;
  private final String next;
  private final String rerouted;
  private final String deadLetters;
  private ProcessorContext<Object, Object> context;
  private ContractGate<Observation> intake;
  private Counter astray;

  /**
   * The step, given where its results go.
   *
   * @param next name of the step that takes observations
   * @param rerouted name of the sink for records in the wrong partition
   * @param deadLetters name of the sink for malformed records
   */
  public ReadObservations(DiffyConfig config, String next, String rerouted, String deadLetters) {
    this.config = config;
    this.next = next;
    this.rerouted = rerouted;
    this.deadLetters = deadLetters;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    intake =
        new ContractGate<>(
            context, "observations", config.topics().observations().codec(), deadLetters);
    astray = Counter.of(context, "observations-rerouted");
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    intake.accept(record).ifPresent(observation -> route(record, observation));
  }

  private void route(Record<byte[], byte[]> record, Observation observation) {
    String group = observation.instance().group().toString();
    if (isHome(group)) {
      context.forward(new Record<Object, Object>(group, observation, record.timestamp()), next);
    } else {
      astray.add();
      byte[] key = group.getBytes(StandardCharsets.UTF_8);
      context.forward(
          new Record<Object, Object>(key, record.value(), record.timestamp()), rerouted);
    }
  }

  private boolean isHome(String group) {
    int partition = context.recordMetadata().orElseThrow().partition();
    return Partitioning.of(group, config.topics().observations().partitions()) == partition;
  }
}
