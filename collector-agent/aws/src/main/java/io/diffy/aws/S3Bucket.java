package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of gzipped objects. When a call fails, what is said tells what to do.
 *
 * @param named how the person named the bucket, such as {@code plugin.s3.bucket}
 * @param policy the file that allows the calls
 */
record S3Bucket(AwsClients clients, String name, String named, String policy) {

  /** Of both plugins that keep something in a bucket. */
  static final String[] SETTINGS = {"bucket", "account", "region", "prefix", "archive-prefix"};

  /** The one of the setting {@code bucket}. */
  static S3Bucket configured(PluginContext context, String policy) {
    String name = context.setting("bucket", "");
    if (name.isEmpty()) {
      throw new PluginFailure("which bucket? Set plugin.s3.bucket");
    }
    return of(name, "plugin.s3.bucket", policy, context);
  }

  /** With the settings {@code account} and {@code region}, where the bucket lies. */
  static S3Bucket of(String name, String named, String policy, PluginContext context) {
    AwsPlace place =
        AwsAccounts.of(context)
            .place(context.setting("account", ""), context.setting("region", ""));
    return new S3Bucket(AwsClients.shared(place, context), name, named, policy);
  }

  /** As people write the address of an object. */
  String address(String key) {
    return "s3://" + name + "/" + key;
  }

  void put(String key, byte[] zipped) {
    call(
        "writing " + address(key),
        s3 ->
            s3.putObject(
                put -> put.bucket(name).key(key).contentType("application/gzip"),
                RequestBody.fromBytes(zipped)));
  }

  Optional<byte[]> get(String key) {
    return call(
        "reading " + address(key),
        s3 -> {
          try {
            return Optional.of(
                s3.getObjectAsBytes(get -> get.bucket(name).key(key)).asByteArrayUnsafe());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  /**
   * The keys that begin so, in S3's order: that of their bytes.
   *
   * @param after begins behind this; empty for the beginning. It need not exist
   * @param until ends before the first key that this is true for
   */
  List<String> keys(String prefix, String after, Predicate<String> until) {
    List<String> keys = new ArrayList<>();
    call(
        "listing " + address(prefix),
        s3 -> {
          Iterator<ListObjectsV2Response> pages =
              Pages.of(
                      token ->
                          s3.listObjectsV2(
                              list ->
                                  list.bucket(name)
                                      .prefix(prefix)
                                      // XML has no way to write some characters of keys.
                                      .encodingType(EncodingType.URL)
                                      .startAfter(after.isEmpty() ? null : after)
                                      .continuationToken(token)),
                      page -> next(page, prefix),
                      () -> circle(prefix))
                  .iterator();
          while (pages.hasNext()) {
            ListObjectsV2Response page = pages.next();
            for (S3Object object : page.contents()) {
              if (until.test(object.key())) {
                return keys;
              }
              keys.add(object.key());
            }
          }
          return keys;
        });
    return keys;
  }

  /** The token behind a page; null behind the last. */
  private String next(ListObjectsV2Response page, String prefix) {
    if (!Boolean.TRUE.equals(page.isTruncated())) {
      return null;
    }
    if (page.nextContinuationToken() == null || page.nextContinuationToken().isEmpty()) {
      throw new PluginFailure(
          "listing %s: there is more, and S3 does not say how to go on; see whether it is S3 that answers"
              .formatted(address(prefix)));
    }
    return page.nextContinuationToken();
  }

  /** What is kept in it must not be taken for all when it may not be. */
  private void circle(String prefix) {
    throw new PluginFailure(
        "listing %s: the list leads in a circle (S3 repeats the token of a page)"
            .formatted(address(prefix)));
  }

  <T> T call(String doing, Function<S3Client, T> call) {
    try {
      return call.apply(clients.s3());
    } catch (SdkException e) {
      throw e instanceof NoSuchKeyException
          ? new PluginFailure(doing + ": there is no such object", e)
          : AwsFailure.ofBucket(doing, clients.place(), name, named, policy, e);
    }
  }
}
