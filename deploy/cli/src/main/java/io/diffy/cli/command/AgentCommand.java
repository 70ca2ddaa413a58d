package io.diffy.cli.command;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.cluster.Cluster;
import io.diffy.continuous.PublisherMeters;
import io.diffy.health.ServiceHealth;
import io.diffy.host.HostOptions;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Collects on this host, each query at its interval, until Ctrl-C. */
@Command(
    name = "agent",
    description = {
      "Collect on this host and publish, until Ctrl-C.",
      "On hosts that are not to carry all of this program: diffy-agent, which takes the same options."
    })
final class AgentCommand extends ServiceCommand<ServiceHealth> {
  @Mixin private HostOptions host;

  AgentCommand(CommandContext context) {
    super(context, new ServiceHealth());
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.idle();
    HostOptions.Collection collection = host.collection(context.screen());
    ObservationPublisher publisher =
        ObservationPublisher.open(cluster.kafka(), cluster.topics(), collection.config().limits());
    PublisherMeters.show(metrics, publisher::metrics);
    collection.run(
        publisher,
        cluster.bootstrapServers(),
        context.screen(),
        context.clock(),
        agent -> health.started());
    return ExitCode.NOTHING_FOUND;
  }
}
