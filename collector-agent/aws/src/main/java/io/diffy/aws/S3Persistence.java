package io.diffy.aws;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.ZippedDocument;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Documents as gzipped objects in an S3 bucket, laid out as {@link S3Keys} says.
 *
 * <p>Settings: {@code bucket}, required; {@code prefix}, {@code diffy}; {@code account} and {@code
 * region}, where the bucket lies, as in a target's query.
 */
public final class S3Persistence implements PersistencePlugin {

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "s3", "S3 bucket", "Keeps documents gzipped in an S3 bucket.")
        .reading(S3Bucket.SETTINGS);
  }

  @Override
  public void save(Shelf shelf, List<String> key, byte[] document, PluginContext context) {
    bucket(context).put(keys(context).of(shelf, key), ZippedDocument.zip(document));
  }

  @Override
  public Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context) {
    return get(keys(context).of(shelf, key), bucket(context));
  }

  @Override
  public void getAll(
      Shelf shelf,
      List<String> prefix,
      BiConsumer<List<String>, byte[]> each,
      PluginContext context) {
    S3Keys keys = keys(context);
    S3Bucket bucket = bucket(context);
    List<List<String>> found =
        bucket.keys(keys.listed(shelf, prefix), "", key -> false).stream()
            .flatMap(key -> keys.parts(shelf, key).stream())
            .filter(parts -> PersistencePlugin.beginsWith(parts, prefix))
            .sorted(PersistencePlugin.BY_PARTS)
            .toList();
    for (List<String> parts : found) {
      // One that was deleted since the listing is no document any more.
      get(keys.of(shelf, parts), bucket).ifPresent(document -> each.accept(parts, document));
    }
  }

  private static Optional<byte[]> get(String key, S3Bucket bucket) {
    Optional<byte[]> zipped = bucket.get(key);
    try {
      return zipped.isEmpty()
          ? Optional.empty()
          : Optional.of(ZippedDocument.unzip(zipped.get(), bucket.address(key)));
    } catch (IOException e) {
      throw new PluginFailure(bucket.address(key) + " is not gzipped: " + e.getMessage(), e);
    }
  }

  private static S3Bucket bucket(PluginContext context) {
    return S3Bucket.configured(context, "deploy/aws/collector-policy.json");
  }

  private static S3Keys keys(PluginContext context) {
    return new S3Keys(context.setting("prefix", "diffy"));
  }
}
