package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.health.Health;
import io.diffy.health.HealthOptions;
import io.diffy.meters.ServiceMetrics;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import java.util.function.IntSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that runs until Ctrl-C, beside a Kafka that others run, and says how it is. */
abstract class ServiceCommand<H extends Health> extends ClusterCommand {
  @Mixin private HealthOptions healthOptions;

  final H health;

  /** Shown at the health port; there while the command runs. */
  ServiceMetrics metrics;

  ServiceCommand(CommandContext context, H health) {
    super(context);
    this.health = health;
  }

  @Override
  Cluster connect(Progress progress) {
    return Cluster.existing(clusterOptions, context, progress);
  }

  @Override
  public Integer call() {
    return whileHealthIsShown(super::call);
  }

  final int whileHealthIsShown(IntSupplier work) {
    String version = ServiceCommand.class.getPackage().getImplementationVersion();
    try (ServiceMetrics shown =
        ServiceMetrics.of(
            getClass().getAnnotation(Command.class).name(),
            version == null ? "unpackaged" : version,
            health)) {
      metrics = shown;
      return healthOptions.during(health, shown::scrape, work);
    }
  }
}
