package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of gzipped documents. */
final class S3Bucket {
  /**
   * The most a document may unfold to, in bytes: whoever can write into the bucket must not be able
   * to fill this process's memory.
   */
  static final int MAX_DOCUMENT = 1 << 30;

  private final S3Calls calls;

  S3Bucket(S3Calls calls) {
    this.calls = calls;
  }

  void put(String key, byte[] document) {
    byte[] zipped = zip(document);
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

  private static byte[] zip(byte[] document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(document);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] unzip(String key, byte[] zipped) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      byte[] document = in.readNBytes(MAX_DOCUMENT);
      if (in.read() >= 0) {
        throw new PluginFailure(
            calls.address(key) + " unfolds to more than " + MAX_DOCUMENT + " bytes");
      }
      return document;
    } catch (IOException e) {
      throw new PluginFailure(calls.address(key) + " is not gzipped: " + e.getMessage(), e);
    }
  }
}
