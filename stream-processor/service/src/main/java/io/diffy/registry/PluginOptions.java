package io.diffy.registry;

import io.diffy.cluster.DataFolder;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Loads them; says which ones are broken. */
  public PluginRegistry load(CommandContext shell, Path data) {
    PluginRegistry registry = PluginRegistry.load(folder(data));
    for (PluginRegistry.Broken broken : registry.broken()) {
      shell
          .screen()
          .note(
              "diffy: "
                  + Terminal.safe(
                      "left out a plugin of %s: %s".formatted(broken.source(), broken.reason())));
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
