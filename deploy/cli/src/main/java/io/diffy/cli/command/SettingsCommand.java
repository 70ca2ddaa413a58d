package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.cluster.DataFolder;
import io.diffy.registry.PluginOptions;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.json.Json;
import io.diffy.service.CommandContext;
import io.diffy.settings.KnownSettings;
import io.diffy.settings.Settings;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what can be set, in the environment or in the file. */
@Command(
    name = "settings",
    description = "List what can be set in the environment or in the --config file.",
    footer = {
      "The variable of a key is DIFFY_ and the key in capitals, with _ for each dot and dash:",
      "plugin.webhook.min-severity is DIFFY_PLUGIN_WEBHOOK_MIN_SEVERITY.",
      "Beside these there are volatile.<query> and never-volatile.<query>."
    })
public final class SettingsCommand implements Callable<Integer> {
  @Mixin private PluginOptions plugins;
  @Mixin private OutputOptions output;

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..1",
      defaultValue = "",
      description = "Only keys that hold this; kafka. lists those of Kafka's clients.")
  private String text;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Keeps everything between two calls. Default: ~/.diffy")
  private Path data = DataFolder.defaultPath();

  @Spec private CommandSpec spec;

  private final CommandContext context;

  SettingsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    KnownSettings known =
        new KnownSettings(
            spec.root().commandLine(),
            () ->
                plugins.load(context, data).all().stream()
                    .map(PluginRegistry.Loaded::info)
                    .toList());
    Map<String, String> wanted = new TreeMap<>(known.described());
    if (!text.isEmpty()) {
      KnownSettings.kafka().forEach(key -> wanted.put(key, "Of Kafka's clients."));
      wanted.keySet().removeIf(key -> !key.contains(text));
    }
    if (!output.isTable()) {
      output.json(context.screen(), wanted.entrySet().stream().map(this::json).toList());
      return ExitCode.NOTHING_FOUND;
    }
    TableView table = new TableView().column("KEY").flexible("SET BY", "WHAT");
    wanted.forEach((key, what) -> table.row(Style.PLAIN, List.of(key, origin(key), what)));
    table.print(context.screen());
    if (text.isEmpty()) {
      context.note(
          "And %d keys of Kafka's clients: diffy settings kafka.", KnownSettings.kafka().size());
    }
    return ExitCode.NOTHING_FOUND;
  }

  private String origin(String key) {
    return context.settings().origin(key).orElse("");
  }

  private String json(Map.Entry<String, String> setting) {
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("key", setting.getKey()).put("variable", Settings.variable(setting.getKey()));
    object.put("set_by", origin(setting.getKey())).put("what", setting.getValue());
    return object.toString();
  }
}
