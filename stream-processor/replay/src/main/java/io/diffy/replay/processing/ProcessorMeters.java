package io.diffy.replay.processing;

import io.diffy.meters.ServiceMetrics;
import io.diffy.meters.ServiceMetrics.Reading;
import io.diffy.processor.runtime.ProcessorNumbers;
import io.diffy.rules.time.IntakeLimits;
import io.micrometer.core.instrument.Tags;
import java.util.List;

/**
 * What a processor shows Prometheus. Of each topic, read = kept + dead letters, in every scrape.
 * Kafka Streams has hundreds of numbers for each task, partition and store; these are summed up.
 */
public final class ProcessorMeters {
  private static final String CONSUMER = "consumer-fetch-manager-metrics";
  private static final String STREAMS = "stream-thread-metrics";
  private static final String STORES = "stream-state-metrics";
  private static final double MILLIS = 1000;

  private ProcessorMeters() {}

  /** Shows those of this process's processor, also while it still starts. */
  public static void show(ServiceMetrics metrics, ProcessorHealth processor) {
    Reading<ProcessorNumbers> reading = metrics.reading(processor::numbers);
    for (String topic : List.of("observations", "baselines", "exceptions", "control")) {
      read(reading, topic);
    }
    answers(reading);
    results(reading);
    streams(reading);
  }

  private static void read(Reading<ProcessorNumbers> reading, String topic) {
    Tags of = Tags.of("topic", topic);
    reading
        .counter(
            "diffy.records.read", "Records read of a topic", of, n -> n.counted(topic + "-read"))
        .counter(
            "diffy.records.kept",
            "Of these, those that kept the contract and were obeyed",
            of,
            n -> n.counted(topic + "-accepted") - n.counted(topic + "-refused"));
    for (String reason : List.of("malformed", "refused")) {
      reading.counter(
          "diffy.records.dead.lettered",
          "Of these, those that went to the dead letters",
          of.and("reason", reason),
          n -> n.counted(topic + "-" + reason));
    }
  }

  private static void answers(Reading<ProcessorNumbers> reading) {
    reading
        .counter(
            "diffy.observations.rerouted",
            "Observations that came in another partition than their group's",
            n -> n.counted("observations-rerouted"))
        .counter(
            "diffy.snapshots.incomplete",
            "Split answers that went on as truncated",
            n -> n.counted("snapshots-incomplete"))
        .counter(
            "diffy.answers.taken",
            "Whole answers that are kept, ok or not",
            n -> n.counted("answers-taken"));
    for (IntakeLimits.Limit limit : IntakeLimits.Limit.values()) {
      reading.counter(
          "diffy.answers.over.limit",
          "Whole answers that were over a limit per host",
          Tags.of("limit", limit.word()),
          n -> n.counted("answers-over-" + limit.word()));
    }
  }

  private static void results(Reading<ProcessorNumbers> reading) {
    reading.counter(
        "diffy.evaluations", "Groups and queries judged", n -> n.counted("evaluations"));
    for (String activity : List.of("create", "update", "close")) {
      reading.counter(
          "diffy.findings.events",
          "Events written to the topic of findings",
          Tags.of("activity", activity),
          n -> n.counted("findings-" + activity));
    }
  }

  private static void streams(Reading<ProcessorNumbers> reading) {
    reading
        .gauge(
            "diffy.processor.lag.records",
            "Records that wait to be read, of all partitions here",
            n -> n.sum(CONSUMER, "records-lag"))
        .gauge(
            "diffy.processor.lag.records.max",
            "The same, of the partition that waits most",
            n -> n.highest(CONSUMER, "records-lag"))
        .gauge(
            "diffy.processor.partitions",
            "Partitions that this processor has",
            n -> n.sum("consumer-coordinator-metrics", "assigned-partitions"))
        .gauge(
            "diffy.processor.threads",
            "Threads of Kafka Streams that live",
            ProcessorNumbers::threads)
        .gauge(
            "diffy.processor.restoring.records",
            "Records that are still to be put back into stores",
            ProcessorNumbers::restoring)
        .gauge(
            "diffy.processor.state.bytes",
            "Files of the stores on disk",
            n -> n.sum(STORES, "total-sst-files-size"))
        .gauge(
            "diffy.processor.commit.seconds.max",
            "The longest recent commit",
            n -> n.highest(STREAMS, "commit-latency-max") / MILLIS)
        .counter(
            "diffy.processor.rebalances",
            "How often partitions were shared out anew",
            n -> n.sum("consumer-coordinator-metrics", "rebalance-total"))
        .counter(
            "diffy.processor.lost.offsets",
            "Offsets that were deleted, or left out, unread",
            ProcessorNumbers::lost)
        .gauge(
            "diffy.processor.retention.used.ratio",
            "Of the retention, what the oldest record that waits has used up",
            n -> n.usedPercent() / 100.0);
  }
}
