package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.cluster.DataFolder;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.registry.PluginOptions;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.json.Json;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the plugins that can be chosen, and names those that are broken. */
@Command(
    name = "list",
    description = "Show the plugins there are, and which ones could not be loaded.")
final class PluginsListCommand implements Callable<Integer> {
  @Mixin private PluginOptions plugins;
  @Mixin private OutputOptions output;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Keeps everything between two calls. Default: ~/.diffy")
  private Path data = DataFolder.defaultPath();

  @Option(
      names = "--kind",
      paramLabel = "target|inventory|payload|collection|persistence|analysis",
      description = "Only these.")
  private PluginKind kind;

  private final CommandContext context;

  PluginsListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<PluginRegistry.Loaded> wanted =
        plugins.load(context, data).all().stream()
            .filter(one -> kind == null || one.info().kind() == kind)
            .toList();
    if (output.isTable()) {
      table(wanted);
    } else {
      output.json(context.screen(), wanted.stream().map(PluginsListCommand::json).toList());
    }
    return ExitCode.NOTHING_FOUND;
  }

  private void table(List<PluginRegistry.Loaded> wanted) {
    if (wanted.isEmpty()) {
      context.say("No plugins.");
      return;
    }
    TableView table =
        new TableView()
            .column("TYPE", "SLUG")
            .flexible("TITLE", "VERSION")
            .flexible("AUTHOR", "FROM");
    for (PluginRegistry.Loaded one : wanted) {
      PluginInfo info = one.info();
      table.row(
          Style.PLAIN,
          List.of(
              Phrases.word(info.kind()),
              info.slug(),
              info.title(),
              info.version(),
              info.author(),
              one.source()),
          List.of(info.description()));
    }
    table.print(context.screen());
  }

  private static String json(PluginRegistry.Loaded one) {
    PluginInfo info = one.info();
    ObjectNode object = Json.mapper().createObjectNode();
    object.put("type", Phrases.word(info.kind())).put("slug", info.slug());
    object.put("title", info.title()).put("version", info.version());
    object.put("author", info.author()).put("description", info.description());
    object.put("source", one.source());
    return object.toString();
  }
}
