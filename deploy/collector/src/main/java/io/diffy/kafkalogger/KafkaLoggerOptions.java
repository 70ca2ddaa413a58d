package io.diffy.kafkalogger;

import io.diffy.cluster.Cluster;
import io.diffy.osquerylog.HostNames;
import io.diffy.osquerylog.OsquerydLog.BadLine;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Reading the topic of osquery's Kafka logger, instead of files. */
public final class KafkaLoggerOptions {
  @Option(
      names = "--kafka-logger",
      paramLabel = "TOPIC",
      description =
          "Instead of FILE: publish what osquery's Kafka logger writes to this topic of the same Kafka, until Ctrl-C; "
              + "exactly once. Several copies share its partitions.")
  private String topic = "";

  @Option(
      names = "--kafka-logger-rewind",
      paramLabel = "SPAN",
      defaultValue = "26h",
      description =
          "With --kafka-logger: how far a start reads back, without publishing, so that differences can be told from what they began with. Default: ${DEFAULT-VALUE}")
  private String rewind;

  /** Whether a topic is named. */
  public boolean chosen() {
    return !topic.isEmpty();
  }

  /** Complains of what can't be meant. */
  public Duration check() {
    return UsageError.parse("--kafka-logger-rewind", rewind, TimeText::span);
  }

  /**
   * Publishes until it is closed.
   *
   * @param badLines gets each line that can't be read
   * @param started runs when Kafka was reached
   */
  public void collect(
      CommandContext context,
      Cluster cluster,
      String topicPrefix,
      HostNames hosts,
      List<Pack> packs,
      Consumer<BadLine> badLines,
      Runnable started) {
    KafkaLoggerCollector collector =
        OnExit.close(
            new KafkaLoggerCollector(
                new KafkaLoggerCollector.Terms(
                    topic, topicPrefix + "-kafka-logger-" + topic, hosts, packs, check()),
                cluster,
                context.clock(),
                badLines));
    context.note(
        "Publishing what comes to topic %s of %s. Ctrl-C stops.",
        topic, cluster.bootstrapServers());
    try {
      collector.run(started);
    } finally {
      OnExit.forget(collector);
      context.say("%s", collector.summary());
    }
  }
}
