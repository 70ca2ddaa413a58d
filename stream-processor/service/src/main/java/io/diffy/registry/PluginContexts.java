package io.diffy.registry;

import io.diffy.aws.SignedAddress;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.DataFolder;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each plugin is given: its own settings and its own folder below the data folder.
 *
 * @param shell the command's
 * @param data the data folder
 * @param stop whether the person asked to stop
 * @param cluster how to reach the command's Kafka; empty while it has none
 */
public record PluginContexts(
    CommandContext shell, Path data, PluginContext.Stop stop, Map<String, String> cluster) {

  /** Of a payload: where instances get a package from. */
  private static final String PACKAGE = "url";

  /** For plugins that nobody stops and that have no Kafka. */
  public static PluginContexts of(CommandContext shell, Path data) {
    return new PluginContexts(shell, data, PluginContext.Stop.NEVER, Map.of());
  }

  public PluginContexts stoppedBy(PluginContext.Stop asked) {
    return new PluginContexts(shell, data, asked, cluster);
  }

  /**
   * The same, with the command's own Kafka.
   *
   * @param topicPrefix first part of the topics' names
   */
  public PluginContexts with(Cluster open, String topicPrefix) {
    Map<String, String> settings = new TreeMap<>();
    open.kafka().forEach((key, value) -> settings.put(KafkaPersistence.KAFKA + key, value));
    settings.put(KafkaPersistence.TOPIC_PREFIX, topicPrefix);
    return new PluginContexts(shell, data, stop, settings);
  }

  /** What this plugin is given. */
  public PluginContext of(PluginInfo info) {
    Map<String, String> settings = new TreeMap<>(shell.settings().beginning("aws."));
    settings.putAll(shell.settings().beginning(KafkaPersistence.KAFKA));
    settings.putAll(cluster);
    String own = "plugin." + info.slug() + ".";
    shell
        .settings()
        .beginning(own)
        .forEach((key, value) -> settings.put(key.substring(own.length()), value));
    PluginContext context = context(info, settings);
    String address = settings.getOrDefault(PACKAGE, "");
    if (info.kind() != PluginKind.PAYLOAD || !SignedAddress.isObject(address)) {
      return context;
    }
    // What runs on the instances must not need a role of theirs, and payloads know no AWS.
    settings.put(PACKAGE, SignedAddress.of(address, context));
    return context(info, settings);
  }

  private PluginContext context(PluginInfo info, Map<String, String> settings) {
    return new PluginContext(
        settings,
        new DataFolder(data).pluginState(PluginTypes.word(info.kind()) + "-" + info.slug()),
        shell.clock(),
        line -> shell.screen().note(Terminal.safe(info.slug() + ": " + line)),
        stop);
  }
}
