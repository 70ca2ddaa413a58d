package io.diffy.cli.command;

import io.diffy.agent.Agent;
import io.diffy.agent.AgentConfig;
import io.diffy.agent.RowSources;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.health.HealthOptions;
import io.diffy.health.ServiceHealth;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.PackReader;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Collects on this host, each query at its interval, until Ctrl-C. */
@Command(name = "agent", description = "Collect on this host and publish, until Ctrl-C.")
public final class AgentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterOptions clusterOptions;
  @Mixin private HealthOptions healthOptions;

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
  private String root;

  @Option(names = "--pack", paramLabel = "FILE", description = "Default: the shipped Linux pack.")
  private String pack = "";

  @Option(
      names = "--osqueryi",
      paramLabel = "FILE",
      description = "Default: the one on the PATH; without one, the built-in tables.")
  private String osqueryi = "";

  private final CommandContext shell;

  public AgentCommand(CommandContext shell) {
    this.shell = shell;
  }

  @Override
  @SuppressWarnings("try") // The health port only has to be open.
  public Integer call() {
    ServiceHealth health = new ServiceHealth();
    try (HealthOptions.Listening listening = healthOptions.listen(health);
        Progress progress = new Progress(shell.screen());
        Cluster cluster = Cluster.existing(clusterOptions, shell, progress)) {
      progress.idle();
      AgentConfig config = config(cluster);
      RowSource source = source(config);
      Pack queries = pack(config);
      ObservationPublisher publisher =
          ObservationPublisher.open(config.kafka(), cluster.topics(), config.limits());
      try (Agent agent = new Agent(config, queries, source, publisher, shell.clock())) {
        OnExit.close(agent);
        shell
            .screen()
            .out()
            .println(
                Terminal.safe(
                    "%s of %s answers %d queries by %s, to %s. Ctrl-C stops."
                        .formatted(
                            config.instance().instanceId(),
                            config.instance().group(),
                            queries.queries().size(),
                            source.describe(),
                            cluster.bootstrapServers())));
        health.started();
        agent.run();
      }
      shell.screen().note("Observations: " + publisher.metrics().snapshot());
      return ExitCode.NOTHING_FOUND;
    }
  }

  private AgentConfig config(Cluster cluster) {
    GroupKey key = GroupKey.parse(group);
    Map<String, String> settings = new HashMap<>();
    settings.put("group", key.asg());
    settings.put("account", key.account());
    settings.put("region", key.region());
    settings.put("instance.id", instanceId);
    settings.put("launch.version", launchVersion);
    settings.put("ami", ami);
    settings.put("instance.type", instanceType);
    settings.put("root", root);
    settings.put("pack", pack);
    settings.put("osqueryi", osqueryi);
    cluster.kafka().forEach((name, value) -> settings.put("kafka." + name, value));
    try {
      return AgentConfig.of(settings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static RowSource source(AgentConfig config) {
    try {
      return RowSources.choose(
          config.osqueryi(), config.queries(), config.root(), BuiltInSource::new);
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private static Pack pack(AgentConfig config) {
    try {
      return config.pack().isPresent()
          ? PackReader.readOne(config.pack().get())
          : TriagePack.load();
    } catch (IOException e) {
      throw new CommandFailure("can't use the pack: " + e.getMessage(), e);
    }
  }
}
