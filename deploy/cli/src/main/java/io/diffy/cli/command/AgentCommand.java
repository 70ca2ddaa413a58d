package io.diffy.cli.command;

import io.diffy.agent.Agent;
import io.diffy.agent.AgentConfig;
import io.diffy.agent.RowSources;
import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.cluster.Cluster;
import io.diffy.continuous.PublisherMeters;
import io.diffy.health.ServiceHealth;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Collects on this host, each query at its interval, until Ctrl-C. */
@Command(name = "agent", description = "Collect on this host and publish, until Ctrl-C.")
final class AgentCommand extends ServiceCommand<ServiceHealth> {
  @Option(
      names = "--group",
      required = true,
      paramLabel = "GROUP",
      description = "The group of this host: <account>:<region>:<asg>, or a plain name.")
  private String group;

  @Option(
      names = "--instance-id",
      paramLabel = "ID",
      description = "Its name in the group. Default: EC2's, else made from machine id and name.")
  private String instanceId = "";

  @Option(
      names = "--launch-version",
      paramLabel = "N",
      description = "Its launch template version.")
  private String launchVersion = "";

  @Option(names = "--ami", paramLabel = "ID", description = "Its image.")
  private String ami = "";

  @Option(names = "--instance-type", paramLabel = "TYPE", description = "Its machine type.")
  private String instanceType = "";

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      defaultValue = "/",
      description = "Holds the host's file system. Default: ${DEFAULT-VALUE}")
  private Path root;

  @Option(names = "--pack", paramLabel = "FILE", description = "Default: the shipped Linux pack.")
  private Path pack;

  @Option(
      names = "--osqueryi",
      paramLabel = "FILE",
      description = "Default: the one on the PATH; without one, the built-in tables.")
  private Path osqueryi;

  AgentCommand(CommandContext context) {
    super(context, new ServiceHealth());
  }

  @Override
  int run(Cluster cluster, Progress progress) {
    progress.idle();
    AgentConfig config = config();
    RowSource source = source();
    Pack queries = InputFile.packOrShipped(pack, warning -> context.warn("%s", warning));
    ObservationPublisher publisher =
        ObservationPublisher.open(cluster.kafka(), cluster.topics(), config.limits());
    PublisherMeters.show(metrics, publisher::metrics);
    try (Agent agent = new Agent(config, queries, source, publisher, context.clock())) {
      OnExit.close(agent);
      context.say(
          "%s of %s answers %d queries by %s, to %s. Ctrl-C stops.",
          config.instance().instanceId(),
          config.instance().group(),
          CollectionRound.linuxQueries(queries).size(),
          source.describe(),
          cluster.bootstrapServers());
      health.started();
      agent.run();
    }
    context.note("Observations: " + publisher.metrics());
    return ExitCode.NOTHING_FOUND;
  }

  private AgentConfig config() {
    Instance known =
        new Instance(
            GroupKey.parse(group.strip()),
            instanceId.strip(),
            new Cohort(ami.strip(), launchVersion.strip(), instanceType.strip()),
            Instance.Address.UNKNOWN);
    try {
      return AgentConfig.of(known, root);
    } catch (IllegalArgumentException e) {
      throw new UsageError(e.getMessage());
    }
  }

  private RowSource source() {
    try {
      return RowSources.choose(
          Optional.ofNullable(osqueryi), OsqueryiSource.Options.DEFAULT, root, BuiltInSource::new);
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
