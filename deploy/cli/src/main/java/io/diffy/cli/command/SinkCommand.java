package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.health.ServiceHealth;
import io.diffy.registry.PluginOptions;
import io.diffy.service.CommandContext;
import io.diffy.sink.SinkOptions;
import io.diffy.terminal.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes the records of a topic to other software. */
@Command(
    name = "sink",
    description = {
      "Take findings, or another topic's records, to a search engine, an archive, a webhook, until Ctrl-C.",
      "What was delivered is remembered by Kafka: after a stop or a crash it goes on where it was."
    },
    footer =
        "diffy plugins list shows them. Its settings are plugin.<slug>.<key> in the --config file.")
final class SinkCommand extends ServiceCommand<ServiceHealth> {
  @Mixin private PluginOptions plugins;
  @Mixin private SinkOptions sink;

  @Parameters(
      paramLabel = "SLUG",
      description = "Which: file, s3, opensearch, webhook, or of another plugin.")
  private String slug;

  SinkCommand(CommandContext context) {
    super(context, new ServiceHealth());
  }

  @Override
  void check() {
    sink.choose(slug, plugins.load(context, clusterOptions.data()));
  }

  @Override
  public Integer call() {
    if (!sink.test()) {
      return super.call();
    }
    check();
    sink.test(context, clusterOptions.data());
    return ExitCode.NOTHING_FOUND;
  }

  @Override
  Cluster connect(Progress progress) {
    return sink.untilEnd()
        ? Cluster.open(clusterOptions, context, progress)
        : super.connect(progress);
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    sink.deliver(cluster, context, clusterOptions, progress, metrics, health::started);
    return ExitCode.NOTHING_FOUND;
  }
}
