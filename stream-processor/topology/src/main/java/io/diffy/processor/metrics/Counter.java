package io.diffy.processor.metrics;

import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * A count per task, published among Kafka Streams' own metrics (group {@code stream-diffy-metrics},
 * {@code <name>-total} and {@code <name>-rate}), so that JMX shows it without more. Beside them the
 * sum of the process ({@link #SUMS}), which a task does not take along when it goes.
 */
public final class Counter {
  /** The group of the sums. */
  public static final String SUMS = "diffy-sums";

  private final Sensor sensor;
  private final Sensor sum;

  private Counter(Sensor sensor, Sensor sum) {
    this.sensor = sensor;
    this.sum = sum;
  }

  public static Counter of(ProcessorContext<?, ?> context, String name) {
    Sensor sum = context.metrics().addSensor("diffy." + name, Sensor.RecordingLevel.INFO);
    boolean unused = sum.add(new MetricName(name, SUMS, "", Map.of()), new CumulativeCount());
    return new Counter(
        context
            .metrics()
            .addRateTotalSensor(
                "diffy", context.taskId().toString(), name, Sensor.RecordingLevel.INFO),
        sum);
  }

  public void add() {
    sensor.record();
    sum.record();
  }
}
