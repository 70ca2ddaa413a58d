package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.ZippedDocument;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of gzipped documents. */
final class S3Bucket {
  private final S3Calls calls;

  S3Bucket(S3Calls calls) {
    this.calls = calls;
  }

  void put(String key, byte[] document) {
    byte[] zipped = ZippedDocument.zip(document);
    calls.said(
        "writing " + calls.address(key),
        () ->
            calls
                .s3()
                .putObject(
                    put -> put.bucket(calls.bucket()).key(key).contentType("application/gzip"),
                    RequestBody.fromBytes(zipped)));
  }

  Optional<byte[]> get(String key) {
    return calls.said(
        "reading " + calls.address(key),
        () -> {
          try {
            byte[] zipped =
                calls
                    .s3()
                    .getObjectAsBytes(get -> get.bucket(calls.bucket()).key(key))
                    .asByteArrayUnsafe();
            return Optional.of(unzip(key, zipped));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  /** All keys that begin so. */
  List<String> list(String prefix) {
    return calls.said(
        "listing " + calls.address(prefix),
        () ->
            calls
                .s3()
                .listObjectsV2Paginator(list -> list.bucket(calls.bucket()).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList());
  }

  private byte[] unzip(String key, byte[] zipped) {
    try {
      return ZippedDocument.unzip(zipped, calls.address(key));
    } catch (IOException e) {
      throw new PluginFailure(calls.address(key) + " is not gzipped: " + e.getMessage(), e);
    }
  }
}
