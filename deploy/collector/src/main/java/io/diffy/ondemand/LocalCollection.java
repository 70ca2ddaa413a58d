package io.diffy.ondemand;

import io.diffy.agent.RowSources;
import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** This host: asked through osqueryi where it is installed, else through the built-in tables. */
final class LocalCollection {
  private final Clock clock;
  private final Path root;
  private final RowSource source;

  /**
   * @param root the folder that holds the host's file system, normally {@code /}
   * @param osqueryi the one to use; empty: the one on the PATH, if there is one
   */
  LocalCollection(Clock clock, Path root, Optional<Path> osqueryi) {
    this.clock = clock;
    this.root = root;
    this.source = source(root, osqueryi);
  }

  /** For a person: what answers, osqueryi or the built-in tables. */
  String describe() {
    return source.describe();
  }

  /**
   * The host's answers, failed ones included; big ones in parts.
   *
   * @param group the group the host stands for
   * @param pack what is asked
   * @param asking is told the name of each query before it is asked
   * @param cleaned what is kept of an answer, asked as soon as it is given
   */
  List<Observation> collect(
      GroupKey group, Pack pack, Consumer<String> asking, UnaryOperator<Observation> cleaned) {
    Instance configured = Instance.named(group, "");
    List<Observation> answers = new ArrayList<>();
    new CollectionRound(source, LocalHost.identify(configured, root), OwnProcess.current(), clock)
        .run(pack, "", answer -> answers.add(cleaned.apply(answer)), asking);
    return answers;
  }

  private static RowSource source(Path root, Optional<Path> osqueryi) {
    if (osqueryi.isPresent() && !LocalHost.isThisMachine(root)) {
      throw new CommandFailure(
          "osqueryi sees only the machine it runs on, not what lies under %s; leave out --osqueryi or --root"
              .formatted(root));
    }
    if (!Files.isDirectory(root)) {
      throw new CommandFailure("there is no folder " + root + "; correct --root");
    }
    try {
      return RowSources.choose(osqueryi, OsqueryiSource.Options.DEFAULT, root, BuiltInSource::new);
    } catch (IOException e) {
      throw new CommandFailure(
          "osqueryi does not start: %s; repair it, take it off the PATH, or correct --osqueryi"
              .formatted(e.getMessage()),
          e);
    }
  }
}
