package io.diffy.aws;

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
import java.time.Duration;
import java.util.EnumSet;

/**
 * An archive of a topic in an S3 bucket. Settings: {@code bucket}, required; {@code
 * archive-prefix}, {@code diffy-archive}; {@code account} and {@code region}, where the bucket
 * lies. What lies where: {@link ArchiveName}; why nothing is lost or doubled: {@link
 * io.diffy.plugin.archive.ArchiveBatch}.
 */
public final class S3Sink implements SinkPlugin {
  /**
   * Requests cost, so objects are big: 64 MiB of values are some megabytes zipped, and five minutes
   * make at most 288 objects a day of each partition.
   */
  private static final SinkHabits HABITS =
      new SinkHabits(EnumSet.allOf(Dataset.class), 200_000, 64L << 20, Duration.ofMinutes(5), true);

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this, "s3", "S3 archive", "Keeps the records of a topic in an S3 bucket.")
        .reading(S3Bucket.SETTINGS);
  }

  @Override
  public SinkHabits habits() {
    return HABITS;
  }

  @Override
  public String where(Dataset dataset, PluginContext context) {
    return S3Bucket.configured(context, S3Archive.POLICY).address(folder(dataset, context));
  }

  /** Lists one page of keys, so that a wrong bucket shows before there is anything to write. */
  @Override
  public Sink open(Dataset dataset, PluginContext context) {
    S3Bucket bucket = S3Bucket.configured(context, S3Archive.POLICY);
    String prefix = prefix(context);
    bucket.keys(folder(dataset, context), "", first -> true);
    return new ArchiveSink(
        dataset, piece -> bucket.put(prefix + "/" + piece.name().path(), piece.bytes()));
  }

  private static String folder(Dataset dataset, PluginContext context) {
    return prefix(context) + "/" + ArchiveName.folder(dataset) + "/";
  }

  private static String prefix(PluginContext context) {
    String prefix = context.setting("archive-prefix", "diffy-archive");
    if (prefix.isEmpty() || prefix.startsWith("/") || prefix.endsWith("/")) {
      throw new PluginSettings("s3", context)
          .wrong("archive-prefix", "a name, without a slash at its ends");
    }
    if (prefix.equals(context.setting("prefix", "diffy"))) {
      throw new PluginFailure(
          "plugin.s3.archive-prefix and plugin.s3.prefix are the same, and the archive of the"
              + " baselines would mix with the documents there; change one of them");
    }
    return prefix;
  }
}
