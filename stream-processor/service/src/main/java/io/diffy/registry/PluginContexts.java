package io.diffy.registry;

import io.diffy.aws.AwsAccounts;
import io.diffy.aws.SignedAddress;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.DataFolder;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Phrases;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each plugin is given: its own settings and its own folder below the data folder.
 *
 * @param context the command's
 * @param stop whether the person asked to stop
 * @param cluster how to reach the command's Kafka; empty while it has none
 */
public record PluginContexts(
    CommandContext context, Path data, PluginContext.Stop stop, Map<String, String> cluster) {

  /** Of a payload: where instances get a package from. */
  private static final String PACKAGE = "url";

  /** For plugins that nobody stops and that have no Kafka. */
  public static PluginContexts of(CommandContext context, Path data) {
    return new PluginContexts(context, data, PluginContext.Stop.NEVER, Map.of());
  }

  public PluginContexts stoppedBy(PluginContext.Stop asked) {
    return new PluginContexts(context, data, asked, cluster);
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
    return new PluginContexts(context, data, stop, settings);
  }

  /** What this plugin is given. */
  public PluginContext of(PluginInfo info) {
    Map<String, String> settings = new TreeMap<>(context.settings().values(AwsAccounts.settings()));
    context
        .settings()
        .kafka()
        .forEach((key, value) -> settings.put(KafkaPersistence.KAFKA + key, value));
    settings.putAll(cluster);
    String own = "plugin." + info.slug() + ".";
    context
        .settings()
        .values(info.settings().stream().map(own::concat).toList())
        .forEach((key, value) -> settings.put(key.substring(own.length()), value));
    PluginContext given = given(info, settings);
    String address = settings.getOrDefault(PACKAGE, "");
    if (info.kind() != PluginKind.PAYLOAD || !SignedAddress.isObject(address)) {
      return given;
    }
    // What runs on the instances must not need a role of theirs, and payloads know no AWS.
    settings.put(PACKAGE, SignedAddress.of(address, given));
    return given(info, settings);
  }

  private PluginContext given(PluginInfo info, Map<String, String> settings) {
    return new PluginContext(
        settings,
        new DataFolder(data).pluginState(Phrases.word(info.kind()) + "-" + info.slug()),
        context.clock(),
        line -> context.note(info.slug() + ": " + line),
        stop);
  }
}
