package io.diffy.host;

import io.diffy.agent.Agent;
import io.diffy.agent.AgentConfig;
import io.diffy.agent.RowSources;
import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.settings.OwnedFile;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Which host of which group this is, what it is asked, and what answers. */
public final class HostOptions {
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

  /** As it was typed. */
  public String group() {
    return group;
  }

  /** The file of queries; null: the shipped ones. */
  public Path pack() {
    return pack;
  }

  /** What stays on this host, read and found now: nothing is asked yet. */
  public Collection collection(Screen screen) {
    return new Collection(
        config(), InputFile.packOrShipped(pack, warning -> screen.warn("%s", warning)), source());
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
    Optional<Path> program =
        Optional.ofNullable(osqueryi)
            .or(() -> OsqueryiSource.onPath(System.getenv().getOrDefault("PATH", "")));
    program
        .filter(file -> LocalHost.isThisMachine(root))
        .ifPresent(file -> OwnedFile.demand("the osqueryi at " + file, file, false));
    try {
      return RowSources.choose(
          Optional.ofNullable(osqueryi), OsqueryiSource.Options.DEFAULT, root, BuiltInSource::new);
    } catch (IOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  /** A host, what it is asked, and what answers. */
  public record Collection(AgentConfig config, Pack queries, RowSource source) {

    /** For a person: who answers what by what. */
    @Override
    public String toString() {
      return "%s of %s answers %d queries by %s"
          .formatted(
              config.instance().instanceId(),
              config.instance().group(),
              CollectionRound.linuxQueries(queries).size(),
              source.describe());
    }

    /**
     * Asks and publishes until the agent is closed, at Ctrl-C at the latest.
     *
     * @param publisher is closed in the end
     * @param where it publishes to, for a person
     * @param running gets the agent as it begins
     */
    public void run(
        ObservationPublisher publisher,
        String where,
        Screen screen,
        Clock clock,
        Consumer<Agent> running) {
      Agent agent = OnExit.close(new Agent(config, queries, source, publisher, clock));
      try {
        screen.say("%s, to %s. Ctrl-C stops.", this, where);
        running.accept(agent);
        agent.run();
      } finally {
        agent.close();
        OnExit.forget(agent);
      }
      screen.note("Observations: " + publisher.metrics());
    }
  }
}
