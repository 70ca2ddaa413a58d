package io.diffy.agent;

import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.osquery.OsqueryiSource;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Chooses what answers the queries on this host. */
public final class RowSources {
  private RowSources() {}

  /**
   * osqueryi where there is one, else the built-in tables. osqueryi sees only the machine it runs
   * on, so another root always gets the built-in tables.
   *
   * @param osqueryi its configured path; empty: looked for on the PATH
   * @param builtIn makes the built-in tables of a root folder
   * @throws IOException when osqueryi is configured and can't be run
   */
  public static RowSource choose(
      Optional<Path> osqueryi,
      OsqueryiSource.Options options,
      Path root,
      Function<Path, RowSource> builtIn)
      throws IOException {
    if (!LocalHost.isThisMachine(root)) {
      return builtIn.apply(root);
    }
    String pathVariable = System.getenv().getOrDefault("PATH", "");
    Optional<OsqueryiSource> found = OsqueryiSource.find(osqueryi, pathVariable, options);
    return found.isPresent() ? new Both(found.get(), builtIn.apply(root)) : builtIn.apply(root);
  }

  /** osqueryi, but for the tables that only this project has. */
  private record Both(RowSource osquery, RowSource builtIn) implements RowSource {
    @Override
    public String describe() {
      return osquery.describe();
    }

    @Override
    public QueryAnswer ask(PackQuery query) {
      return builtIn.answersAlone(query) ? builtIn.ask(query) : osquery.ask(query);
    }
  }
}
