package io.diffy.cli.command;

import io.diffy.cluster.ClusterOptions;
import io.diffy.health.HealthOptions;
import io.diffy.health.ServiceHealth;
import io.diffy.registry.PluginOptions;
import io.diffy.service.CommandContext;
import io.diffy.sink.SinkOptions;
import java.util.concurrent.Callable;
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
        "diffy plugins list shows what there is. Its settings are plugin.<slug>.<key> in the --config file.")
public final class SinkCommand implements Callable<Integer> {
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private HealthOptions healthOptions;
  @Mixin private PluginOptions plugins;
  @Mixin private SinkOptions sink;

  @Parameters(
      paramLabel = "SLUG",
      description = "Which: file, s3, opensearch, webhook, or of another plugin.")
  private String slug;

  private final CommandContext shell;

  public SinkCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  @SuppressWarnings("try") // The health port only has to be open.
  public Integer call() {
    ServiceHealth health = new ServiceHealth();
    try (HealthOptions.Listening listening = healthOptions.listen(health)) {
      sink.deliver(slug, shell, clusterOptions, plugins, health::started);
    }
    return ExitCode.NOTHING_FOUND;
  }
}
