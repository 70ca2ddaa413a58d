package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Calls to one bucket, whose failures say what to do.
 *
 * @param named how the person named the bucket, such as {@code plugin.s3.bucket}
 * @param policy the file that allows the calls
 */
record S3Calls(AwsClients clients, String bucket, String named, String policy) {

  /** With the settings {@code account} and {@code region}, where the bucket lies. */
  static AwsClients clients(PluginContext context) {
    AwsPlace place =
        AwsAccounts.of(context)
            .place(context.setting("account", ""), context.setting("region", ""));
    return AwsClients.shared(place, context);
  }

  S3Client s3() {
    return clients.s3();
  }

  /** As people write the address of an object. */
  String address(String key) {
    return "s3://" + bucket + "/" + key;
  }

  <T> T said(String doing, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      switch (AwsFailure.code(e)) {
        case "NoSuchBucket" ->
            throw new PluginFailure(
                doing + ": there is no bucket \"" + bucket + "\"; see " + named, e);
        case "NoSuchKey" -> throw new PluginFailure(doing + ": there is no such object", e);
        case "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException" ->
            throw new PluginFailure(
                doing
                    + ": the bucket is in another region than "
                    + clients.place().region()
                    + "; see plugin.s3.region",
                e);
        default -> throw AwsFailure.of(doing, clients.place(), policy, e);
      }
    }
  }
}
