package io.diffy.aws.ssm;

import io.diffy.aws.AwsFailure;
import io.diffy.aws.AwsPlace;
import io.diffy.aws.Pages;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket that the agents write to. Whoever may run there may write odd things into it. */
record OutputBucket(S3Client s3, AwsPlace place, String name, Consumer<String> notes) {
  /** A command of 50 instances leaves 100 keys; a host that leaves more must not fill memory. */
  private static final int MOST_KEYS = 10_000;

  private static final String POLICY = "deploy/aws/collector-policy.json";

  /**
   * Looks whether it is there, and may be listed and read.
   *
   * @param folder of all runs
   * @param readable whether a refusal to read an object that isn't there counts
   * @throws PluginFailure when output in it could not be read
   */
  void check(String folder, boolean readable) {
    String doing = "no command was sent, for its output could not be read: ";
    String address = "s3://" + name + "/" + folder;
    Optional<String> old;
    try {
      old =
          s3.listObjectsV2(list -> list.bucket(name).prefix(folder).maxKeys(1)).contents().stream()
              .map(S3Object::key)
              .findFirst();
    } catch (SdkException e) {
      throw AwsFailure.ofBucket(
          doing + "listing " + address, place, name, "aws.s3.bucket", POLICY, e);
    }
    String key = old.orElse(folder + "none");
    try {
      get(key, 0);
    } catch (SdkException e) {
      if (isRefused(e) && (old.isPresent() || readable)) {
        String hint = old.isPresent() ? "" : " (plugin.ssm.check-reading=false leaves this out)";
        throw AwsFailure.ofBucket(
            doing + "reading " + address + hint, place, name, "aws.s3.bucket", POLICY, e);
      }
    }
  }

  /**
   * Whether it is the reading that is refused: S3 refuses what isn't there to who may list only
   * some folders, and names the right to list then. What fails otherwise, a later attempt may show.
   */
  private static boolean isRefused(SdkException e) {
    return e instanceof AwsServiceException service
        && service.statusCode() == 403
        && !AwsFailure.code(e).equals("InvalidObjectState")
        && !AwsFailure.told(e).contains("s3:ListBucket");
  }

  /**
   * Takes the keys that begin so, page by page.
   *
   * @param keys holds those that came, also when a later page fails
   */
  void keys(String prefix, Set<String> keys) {
    Pages.of(
            "objects in s3://" + name + "/" + prefix,
            notes,
            token ->
                s3.listObjectsV2(list -> list.bucket(name).prefix(prefix).continuationToken(token)),
            (ListObjectsV2Response page) ->
                Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null)
        .takeWhile(page -> keys.size() < MOST_KEYS)
        .forEach(page -> page.contents().forEach(object -> keys.add(object.key())));
  }

  /**
   * An object, at most {@code most} bytes of it and one more. The stream is read no further, so a
   * huge object costs no memory.
   */
  byte[] get(String key, int most) {
    return s3.getObject(
        request -> request.bucket(name).key(key),
        (response, stream) -> {
          try {
            byte[] bytes = stream.readNBytes(most + 1);
            if (bytes.length > most) {
              stream.abort();
            }
            return bytes;
          } catch (IOException e) {
            // A connection that broke in the middle is worth another attempt.
            throw RetryableException.create(String.valueOf(e.getMessage()), e);
          }
        });
  }
}
