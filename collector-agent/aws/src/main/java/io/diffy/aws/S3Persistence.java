package io.diffy.aws;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
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
    return Shipped.plugin(
        PluginKind.PERSISTENCE, "s3", "S3 bucket", "Keeps documents gzipped in an S3 bucket.");
  }

  @Override
  public void save(Shelf shelf, List<String> key, byte[] document, PluginContext context) {
    bucket(context).put(keys(context).of(shelf, key), document);
  }

  @Override
  public Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context) {
    return bucket(context).get(keys(context).of(shelf, key));
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
        bucket.list(keys.listed(shelf, prefix)).stream()
            .flatMap(key -> keys.parts(shelf, key).stream())
            .filter(parts -> startsWith(parts, prefix))
            .sorted(S3Persistence::byParts)
            .toList();
    for (List<String> parts : found) {
      // One that was deleted since the listing is no document any more.
      bucket.get(keys.of(shelf, parts)).ifPresent(document -> each.accept(parts, document));
    }
  }

  private static S3Bucket bucket(PluginContext context) {
    String name = context.setting("bucket", "");
    if (name.isEmpty()) {
      throw new PluginFailure("which bucket? Set plugin.s3.bucket");
    }
    return new S3Bucket(
        new S3Calls(
            S3Calls.clients(context),
            name,
            "plugin.s3.bucket",
            "deploy/aws/collector-policy.json"));
  }

  private static S3Keys keys(PluginContext context) {
    return new S3Keys(context.setting("prefix", "diffy"));
  }

  private static boolean startsWith(List<String> parts, List<String> prefix) {
    return parts.size() >= prefix.size() && parts.subList(0, prefix.size()).equals(prefix);
  }

  private static int byParts(List<String> one, List<String> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }
}
