package io.diffy.registry;

import io.diffy.cluster.DataFolder;
import io.diffy.plugin.PluginInfo;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where plugins come from beside the shipped ones. */
public final class PluginOptions {
  @Option(
      names = "--plugins",
      paramLabel = "FOLDER",
      description =
          "Jars with more plugins; each jar, or folder of jars, is loaded apart. Default: plugins in the data folder.")
  private Path folder;

  /** Who they are, when nothing but that matters; {@code empty} stands for the data folder's. */
  public static List<PluginInfo> named(Path folder, Path data) {
    PluginOptions options = new PluginOptions();
    options.folder = folder;
    return PluginRegistry.load(options.folder(data)).all().stream()
        .map(PluginRegistry.Loaded::info)
        .toList();
  }

  /** Loads them; says which ones are broken. */
  public PluginRegistry load(CommandContext context, Path data) {
    PluginRegistry registry = PluginRegistry.load(folder(data));
    for (PluginRegistry.Broken broken : registry.broken()) {
      context.warn("left out a plugin of %s: %s", broken.source(), broken.reason());
    }
    return registry;
  }

  private Optional<Path> folder(Path data) {
    if (folder == null) {
      return Optional.of(new DataFolder(data).plugins()).filter(Files::isDirectory);
    }
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure("there is no folder " + folder + "; correct --plugins");
    }
    return Optional.of(folder);
  }
}
