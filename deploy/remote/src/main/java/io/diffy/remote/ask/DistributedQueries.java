package io.diffy.remote.ask;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.PackQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The queries of a pack as they are, for osqueryd to run: nothing runs in a shell. */
public final class DistributedQueries implements PayloadPlugin {
  static final String SLUG = "osquery-distributed";

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
        this, SLUG, "osquery's distributed queries", "SQL that osqueryd fetches and runs itself.");
  }

  @Override
  public Payload make(Order order, PluginContext context) {
    return new Queries(order.pack().queries());
  }

  /** The queries by name. */
  record Queries(Map<String, PackQuery> byName) implements Payload {

    @Override
    public String script() {
      StringBuilder shown = new StringBuilder();
      new TreeMap<>(byName)
          .forEach(
              (name, query) ->
                  shown.append("# ").append(name).append(": ").append(sql(query)).append('\n'));
      return shown.append("exit 1 # osqueryd runs them itself\n").toString();
    }

    private static String sql(PackQuery query) {
      return query.sql().replaceAll("\\s+", " ");
    }

    @Override
    public List<String> queries() {
      return byName.keySet().stream().sorted().toList();
    }

    @Override
    public List<Observation> read(Instance instance, byte[] output, Instant at) throws BadOutput {
      throw new BadOutput("osqueryd answers over TLS; this runs nowhere", false);
    }
  }
}
