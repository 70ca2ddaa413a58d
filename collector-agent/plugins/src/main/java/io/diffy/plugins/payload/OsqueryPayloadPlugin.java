package io.diffy.plugins.payload;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.diffy.agent.collect.CollectionRound;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.schemas.pack.PackQuery;
import java.util.List;
import java.util.Optional;

/**
 * Asks an instance's osqueryi. Settings: {@code path} of osqueryi, looked at before the usual
 * places; {@code url} and {@code sha256} of a package for instances that have none; {@code
 * query-seconds} and {@code total-seconds}.
 */
public final class OsqueryPayloadPlugin implements PayloadPlugin {
  private static final List<String> USUAL_PLACES =
      List.of("/usr/bin/osqueryi", "/usr/local/bin/osqueryi", "/opt/osquery/bin/osqueryi");

  private final String tools;
  private final List<String> places;

  public OsqueryPayloadPlugin() {
    this(Script.TOOLS, USUAL_PLACES);
  }

  /**
   * One that finds its programs elsewhere.
   *
   * @param places where osqueryi is looked for
   */
  OsqueryPayloadPlugin(String tools, List<String> places) {
    this.tools = tools;
    this.places = places;
  }

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "osquery", "osquery", "Asks osqueryi the queries of the pack.")
        .reading("path", "url", "sha256", "query-seconds", "total-seconds");
  }

  @Override
  public Payload make(Order order, PluginContext context) {
    PluginSettings settings = PluginSettings.of(this, context);
    PayloadLimits limits = PayloadLimits.of(settings);
    Optional<OsqueryPackage> osquery = OsqueryPackage.of(settings);
    List<PackQuery> asked = CollectionRound.linuxQueries(order.pack());
    Optional<OsqueryPackage> hidden =
        osquery.map(its -> new OsqueryPackage("(not shown)", its.sha256()));
    return new OsqueryPayload(
        order,
        asked,
        limits,
        script(order, asked, settings, limits, osquery),
        script(order, asked, settings, limits, hidden));
  }

  private String script(
      Order order,
      List<PackQuery> asked,
      PluginSettings settings,
      PayloadLimits limits,
      Optional<OsqueryPackage> osquery) {
    Script script = Script.begin(order.runId(), limits, tools).part("osquery.sh");
    String path = settings.text("path");
    if (!path.isEmpty()) {
      if (!path.startsWith("/") || path.chars().anyMatch(Character::isISOControl)) {
        throw settings.wrong("path", "a path that begins with /");
      }
      script.call("look_for", path);
    }
    script.call("look_for", places.toArray(String[]::new));
    osquery.ifPresentOrElse(
        its -> script.call("need", its.url(), its.sha256()), () -> script.call("need"));
    for (String sql : order.pack().discovery()) {
      add(script, "discovery of " + order.pack().name(), "discovery", sql);
    }
    for (PackQuery query : asked) {
      String name = json(query.name());
      add(script, query.name(), "query", name, query.sql(), query.appliesIf());
    }
    return script.end();
  }

  private static void add(Script script, String name, String function, String... arguments) {
    try {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("has no name");
      }
      for (String sql : arguments) {
        // osqueryi takes a leading dash for an option, and a leading dot for a command.
        if (sql.startsWith("-") || sql.startsWith(".")) {
          throw new IllegalArgumentException("begins with " + sql.charAt(0));
        }
      }
      script.call(function, arguments);
    } catch (IllegalArgumentException e) {
      throw new PluginFailure(
          "query %s can't be asked: it %s; correct it in the pack"
              .formatted(json(name), e.getMessage()),
          e);
    }
  }

  private static String json(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
