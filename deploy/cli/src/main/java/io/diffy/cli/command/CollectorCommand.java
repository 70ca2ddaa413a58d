package io.diffy.cli.command;

import io.diffy.agent.osquery.HostNames;
import io.diffy.agent.osquery.OsquerydLog.BadLine;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.cluster.Cluster;
import io.diffy.continuous.GroupsOptions;
import io.diffy.continuous.PublisherMeters;
import io.diffy.follow.CollectorInput;
import io.diffy.follow.CollectorSummary;
import io.diffy.follow.KafkaLoggerOptions;
import io.diffy.follow.LogCollector;
import io.diffy.health.ServiceHealth;
import io.diffy.registry.PluginOptions;
import io.diffy.remote.intake.RemoteOptions;
import io.diffy.replay.InputTally;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.view.TimeText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Publishes what was collected elsewhere: osqueryd's logs, or observations kept as NDJSON. Or
 * collects groups through plugins, on and on.
 */
@Command(
    name = "collector",
    description = {
      "Publish what osqueryd has logged, or recorded observations; or, with --groups, collect groups on and on; or, with --tls, serve osqueryd itself.",
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

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|-",
      description =
          "Plain or gzipped, older ones first. Each line is osqueryd's or an observation; - is standard input.")
  private List<String> files = List.of();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Required with FILE and --kafka-logger. The group of hosts whose lines have no asg decoration: <account>:<region>:<asg>, or a plain name.")
  private String group = "";

  @Option(
      names = "--follow",
      description =
          "Read on as the files grow, until Ctrl-C; they may be rotated, and need not exist yet.")
  private boolean follow;

  @Option(
      names = "--max-age",
      paramLabel = "SPAN",
      description =
          "Leave out what was collected longer ago, such as 15m or 2h; it is counted. Default: nothing.")
  private String maxAge = "";

  @Option(
      names = "--pack",
      paramLabel = "FILE",
      description =
          "The pack osqueryd runs, beside the shipped one: it gives the queries' own names and intervals. With --groups and --tls: the one to ask, instead of the shipped one.")
  private Path pack;

  /** So many bad lines are told one by one. */
  private static final int TOLD = 20;

  private LogCollector.Terms terms;
  private long told;

  CollectorCommand(CommandContext context) {
    super(context, new ServiceHealth());
  }

  @Override
  public Integer call() {
    if (Stream.of(groups.chosen(), remote.chosen(), kafkaLogger.chosen(), !files.isEmpty())
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
    terms = terms();
    if (kafkaLogger.chosen()) {
      Duration unused = kafkaLogger.check();
    } else {
      requireFiles();
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
    try (LogCollector collector =
        new LogCollector(terms, publisher, context.clock(), this::tell, this::tell)) {
      OnExit.close(collector);
      context.note(
          "Publishing %s to %s.%s",
          String.join(", ", files), cluster.bootstrapServers(), follow ? " Ctrl-C stops." : "");
      health.started();
      try {
        CollectorSummary summary = collector.run(files, follow, progress);
        return exitCode(summary, collector.tally());
      } finally {
        OnExit.forget(collector);
      }
    }
  }

  /** A file that holds something else must not pass for one whose hosts are heard of. */
  private int exitCode(CollectorSummary summary, InputTally tally) {
    Optional<String> nothing = follow ? Optional.empty() : tally.nothing();
    if (!follow) {
      tally.remarks().forEach(remark -> context.warn(remark));
    }
    if (nothing.isPresent() || tally.isDamaged() || tally.isUnreadSomewhere()) {
      nothing.ifPresent(why -> context.warn(why));
      return ExitCode.FAILURE;
    }
    return summary.allPublished() ? ExitCode.NOTHING_FOUND : ExitCode.FAILURE;
  }

  /** Of files that end, the first few are told at the end. */
  private void tell(BadLine line) {
    if (follow && ++told <= TOLD) {
      context.warn("%s:%d: %s", line.file(), line.line(), line.reason());
      if (told == TOLD) {
        context.warn("further lines that can't be read are counted and summed up at the end");
      }
    }
  }

  private void tell(CollectorSummary summary) {
    context.say(summary.toString());
    context.screen().out().flush();
    if (summary.late() > 0) {
      context.note(
          "%,d observations were more than an hour old. The processor may count such at the time Kafka took them, and say so; --max-age leaves them out, and diffy replay --input judges them at their own time.",
          summary.late());
    }
  }

  private LogCollector.Terms terms() {
    GroupKey key = GroupKey.parse(group);
    if (key.asg().isBlank() || key.asg().contains(":")) {
      throw new UsageError(
          "--group: \"" + group + "\" is neither <account>:<region>:<asg> nor a plain name");
    }
    // Where two have a query of one name, the first one's counts: what a person gives.
    List<Pack> packs = new ArrayList<>();
    if (pack != null) {
      packs.addAll(InputFile.packs(pack, warning -> context.warn("%s", warning)).all());
    }
    packs.add(TriagePack.load());
    return new LogCollector.Terms(
        HostNames.byDecorations(group),
        packs,
        UsageError.parseIfGiven("--max-age", maxAge, TimeText::span),
        LogCollector.Terms.DEFAULT_QUIET);
  }

  /** Before anything is published: half a collection is harder to repeat than none. */
  private void requireFiles() {
    for (String file : files) {
      if (!follow) {
        CollectorInput.require(file);
      } else if (file.equals(CollectorInput.STANDARD_INPUT)) {
        throw new UsageError("standard input is read until it ends anyway; leave --follow out");
      } else if (Path.of(file).toFile().exists()) {
        CollectorInput.require(file);
      } else {
        context.warn("there is no " + file + " yet; waiting for it");
      }
    }
  }
}
