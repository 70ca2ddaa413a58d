package io.diffy.processor.metrics;

import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * A count per task, published among Kafka Streams' own metrics (group {@code stream-diffy-metrics},
 * {@code <name>-total} and {@code <name>-rate}), so that JMX and Micrometer show it without more.
 */
public final class Counter {
  private final Sensor sensor;

  private Counter(Sensor sensor) {
    this.sensor = sensor;
  }

  public static Counter of(ProcessorContext<?, ?> context, String name) {
    return new Counter(
        context
            .metrics()
            .addRateTotalSensor(
                "diffy", context.taskId().toString(), name, Sensor.RecordingLevel.INFO));
  }

  public void add() {
    sensor.record();
  }
}
