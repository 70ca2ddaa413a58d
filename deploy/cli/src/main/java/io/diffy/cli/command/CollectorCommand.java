package io.diffy.cli.command;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.cluster.Cluster;
import io.diffy.continuous.GroupsOptions;
import io.diffy.continuous.PublisherMeters;
import io.diffy.follow.LogCollector;
import io.diffy.follow.LogFiles;
import io.diffy.health.ServiceHealth;
import io.diffy.kafkalogger.KafkaLoggerOptions;
import io.diffy.registry.PluginOptions;
import io.diffy.remote.intake.RemoteOptions;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Publishes what was collected elsewhere: osqueryd's logs, or observations kept as NDJSON. Or
 * collects groups through plugins, on and on.
 */
@Command(
    name = "collector",
    description = {
      "Publish osqueryd's logs, or recorded observations. With --groups: collect groups, continuously. With --tls: serve osqueryd itself.",
      "Of osqueryd it reads result and snapshot logs in all formats (event, batch, snapshot). The decorations "
          + "instance_id, asg, account_id, region, ami_id, instance_type, availability_zone and launch_version say which "
          + "host a line is of. Schedule queries as snapshots where you can: of differences an unchanged host logs "
          + "nothing, so it is not heard of.",
      "This is for what happens now. The processor believes a host's clock only around the time Kafka takes a record, "
          + "so old logs are for: diffy replay --input FILE"
    },
    footer =
        "Exit code 3 when something could not be published, or a file is damaged, or no line of it could be read.")
final class CollectorCommand extends ServiceCommand<ServiceHealth> {
  @Mixin private GroupsOptions groups;
  @Mixin private RemoteOptions remote;
  @Mixin private KafkaLoggerOptions kafkaLogger;
  @Mixin private PluginOptions plugins;

  @Mixin private LogFiles logs;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Required with FILE and --kafka-logger. The group of hosts whose lines have no asg decoration: <account>:<region>:<asg>, or a plain name.")
  private String group = "";

  @Option(
      names = "--pack",
      paramLabel = "FILE",
      description =
          "The pack osqueryd runs, beside the shipped one: it gives the queries' own names and intervals. With --groups and --tls: the one to ask, instead of the shipped one.")
  private Path pack;

  private LogCollector.Terms terms;

  CollectorCommand(CommandContext context) {
    super(context, new ServiceHealth());
  }

  @Override
  public Integer call() {
    if (Stream.of(groups.chosen(), remote.chosen(), kafkaLogger.chosen(), logs.chosen())
            .filter(way -> way)
            .count()
        != 1) {
      throw new UsageError("name FILE, or --groups, --tls or --kafka-logger, and one of them");
    }
    if (remote.chosen()) {
      return whileHealthIsShown(this::serve);
    }
    return groups.chosen() ? whileHealthIsShown(this::collectGroups) : super.call();
  }

  private int collectGroups() {
    groups.collect(
        context,
        clusterOptions,
        plugins,
        InputFile.packOrShipped(pack, warning -> context.warn("%s", warning)),
        metrics,
        health::started);
    return ExitCode.NOTHING_FOUND;
  }

  private int serve() {
    remote.serve(context, clusterOptions, InputFile.packOrShipped(pack), metrics, health::started);
    return ExitCode.NOTHING_FOUND;
  }

  @Override
  void check() {
    if (group.isEmpty()) {
      throw new UsageError("Missing required option: '--group=GROUP'");
    }
    terms = logs.terms(group, pack, context.screen());
    if (kafkaLogger.chosen()) {
      Duration unused = kafkaLogger.check();
    } else {
      logs.require(context.screen());
    }
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.idle();
    if (kafkaLogger.chosen()) {
      kafkaLogger.collect(
          context,
          cluster,
          clusterOptions.topicPrefix(),
          terms.hosts(),
          terms.packs(),
          line -> context.warn("%s:%d: %s", line.file(), line.line(), line.reason()),
          health::started);
      return ExitCode.NOTHING_FOUND;
    }
    ObservationPublisher publisher =
        ObservationPublisher.open(
            cluster.kafka(), cluster.topics(), ObservationPublisher.Limits.DEFAULT);
    PublisherMeters.show(metrics, publisher::metrics);
    return logs.publish(
            terms,
            publisher,
            cluster.bootstrapServers(),
            context.screen(),
            context.clock(),
            progress,
            collector -> health.started())
        ? ExitCode.NOTHING_FOUND
        : ExitCode.FAILURE;
  }
}
