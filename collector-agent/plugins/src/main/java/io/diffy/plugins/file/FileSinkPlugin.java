package io.diffy.plugins.file;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.plugin.archive.ArchiveSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;

/**
 * An archive of a topic in a folder, readable by its owner only. Setting: {@code archive-folder},
 * below the plugin's own when not set. What lies where: {@link
 * io.diffy.plugin.archive.ArchiveName}; why nothing is lost or doubled: {@link
 * io.diffy.plugin.archive.ArchiveBatch}.
 */
public final class FileSinkPlugin implements SinkPlugin {
  /**
   * A file every minute where little comes: what a crash delays is small, and a day has at most
   * 1,440 files of each partition. 16 MiB where much comes: a few megabytes zipped.
   */
  private static final SinkHabits HABITS =
      new SinkHabits(EnumSet.allOf(Dataset.class), 50_000, 16L << 20, Duration.ofMinutes(1), true);

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this, "file", "File archive", "Keeps the records of a topic in a folder.")
        .reading("archive-folder");
  }

  @Override
  public SinkHabits habits() {
    return HABITS;
  }

  @Override
  public String where(Dataset dataset, PluginContext context) {
    return folder(context).resolve(ArchiveName.folder(dataset)).toString();
  }

  @Override
  public Sink open(Dataset dataset, PluginContext context) {
    Path folder = folder(context);
    ArchiveFolder archive = new ArchiveFolder(folder);
    try {
      archive.prepare(dataset);
    } catch (IOException e) {
      throw new PluginFailure(
          "can't write into %s: %s; correct plugin.file.archive-folder or its permissions"
              .formatted(folder, e),
          e);
    }
    return new ArchiveSink(dataset, archive::write);
  }

  private Path folder(PluginContext context) {
    return PluginSettings.of(this, context)
        .path("archive-folder")
        .orElse(context.state().resolve("archive"))
        .toAbsolutePath()
        .normalize();
  }
}
