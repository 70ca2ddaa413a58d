package io.diffy.standalone.observe;

import io.diffy.agent.collect.CollectionRound;
import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.TriagePack;
import io.diffy.standalone.CommandFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** This host: asked through osqueryi where it is installed, else through the built-in tables. */
public final class ThisHost implements LocalCollector {
  private static final Path ROOT = Path.of("/");

  private final Clock clock;
  private RowSource source;

  public ThisHost(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String describe() {
    return source().describe();
  }

  @Override
  public List<Observation> collect(GroupKey group, Consumer<String> asking) {
    Instance configured =
        new Instance(group.asg(), group.account(), group.region(), "", "", "", "", "", "", "");
    List<Observation> answers = new ArrayList<>();
    new CollectionRound(source(), LocalHost.identify(configured, ROOT), OwnProcess.current(), clock)
        .run(TriagePack.load(), "", answers::add, progress(asking));
    return answers;
  }

  /** Found when first needed: most commands never ask a host. */
  private RowSource source() {
    if (source == null) {
      source = osqueryi().map(RowSource.class::cast).orElseGet(() -> new BuiltInSource(ROOT));
    }
    return source;
  }

  private static Optional<OsqueryiSource> osqueryi() {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    try {
      return OsqueryiSource.find(Optional.empty(), path, OsqueryiSource.Options.DEFAULT);
    } catch (IOException e) {
      throw new CommandFailure(
          "osqueryi does not start: " + e.getMessage() + "; repair it, or take it off the PATH", e);
    }
  }

  private static CollectionRound.Progress progress(Consumer<String> asking) {
    return new CollectionRound.Progress() {
      @Override
      public void asking(String query, int number, int of) {
        asking.accept(query);
      }

      @Override
      public void answered(Observation answer) {
        // The next question says enough.
      }
    };
  }
}
