package io.diffy.processor.runtime;

import io.diffy.processor.metrics.Counter;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What a processor and its Kafka clients count, at one moment, summed up over threads, tasks,
 * stores and partitions: a scrape of a processor has the same few numbers however much it holds.
 * What was read was either accepted or malformed; where records are in hand it looks again, for a
 * tenth of a second at most.
 */
public final class ProcessorNumbers {
  /** Of one that has not started. */
  public static final ProcessorNumbers NONE = new ProcessorNumbers(Map.of(), 0, 0, 0, 0);

  /** A thread has a record in hand for less than a millisecond before it is counted again. */
  private static final int LOOKS = 100;

  private static final String READ = "-read";

  private final Map<String, DoubleSummaryStatistics> folded = new HashMap<>();
  private Map<String, Double> counted;
  private final long restoring;
  private final int threads;
  private final long lost;
  private final int usedPercent;

  ProcessorNumbers(
      Map<MetricName, ? extends Metric> metrics,
      long restoring,
      int threads,
      long lost,
      int usedPercent) {
    this.restoring = restoring;
    this.threads = threads;
    this.lost = lost;
    this.usedPercent = usedPercent;
    Map<String, Metric> counters = new HashMap<>();
    metrics.forEach(
        (name, metric) -> {
          if (name.group().equals(Counter.SUMS)) {
            counters.put(name.name(), metric);
          } else {
            fold(name, metric);
          }
        });
    counted = values(counters);
    for (int looks = 1; looks < LOOKS && !addsUp(); looks++) {
      LockSupport.parkNanos(1_000_000);
      counted = values(counters);
    }
  }

  private static Map<String, Double> values(Map<String, Metric> counters) {
    Map<String, Double> values = new HashMap<>();
    counters.forEach(
        (name, metric) -> values.put(name, ((Number) metric.metricValue()).doubleValue()));
    return values;
  }

  /** Whether no record is in hand: each was counted as read and as what became of it. */
  private boolean addsUp() {
    return counted.keySet().stream()
        .filter(name -> name.endsWith(READ))
        .map(name -> name.substring(0, name.length() - READ.length()))
        .allMatch(
            topic ->
                counted(topic + READ)
                    == counted(topic + "-accepted") + counted(topic + "-malformed"));
  }

  private void fold(MetricName name, Metric metric) {
    String client = name.tags().getOrDefault("client-id", "");
    if (!client.endsWith("-restore-consumer")
        && metric.metricValue() instanceof Number value
        && !Double.isNaN(value.doubleValue())) {
      folded
          .computeIfAbsent(name.group() + "/" + name.name(), group -> new DoubleSummaryStatistics())
          .accept(value.doubleValue());
    }
  }

  /** What {@link Counter} counted under this name. */
  public double counted(String name) {
    return counted.getOrDefault(name, 0.0);
  }

  /** Of one of Kafka's metrics, by its group and name. */
  public double sum(String group, String name) {
    return of(group, name).getSum();
  }

  /** Of one of Kafka's metrics, the highest; 0 where there is none. */
  public double highest(String group, String name) {
    return Math.max(0, of(group, name).getMax());
  }

  private DoubleSummaryStatistics of(String group, String name) {
    return folded.getOrDefault(group + "/" + name, new DoubleSummaryStatistics());
  }

  /** Records of changelogs that are still to be put back into stores. */
  public long restoring() {
    return restoring;
  }

  /** Threads that live. */
  public int threads() {
    return threads;
  }

  /** Offsets that were never read. */
  public long lost() {
    return lost;
  }

  /** Of the retention, what the oldest record that waits has used up. */
  public int usedPercent() {
    return usedPercent;
  }
}
