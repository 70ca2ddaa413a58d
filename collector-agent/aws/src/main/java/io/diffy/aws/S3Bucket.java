package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.exception.SdkException;
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

  private final AwsClients clients;
  private final String name;

  S3Bucket(AwsClients clients, String name) {
    this.clients = clients;
    this.name = name;
  }

  void put(String key, byte[] document) {
    byte[] zipped = zip(document);
    said(
        "writing s3://" + name + "/" + key,
        () ->
            clients
                .s3()
                .putObject(
                    put -> put.bucket(name).key(key).contentType("application/gzip"),
                    RequestBody.fromBytes(zipped)));
  }

  Optional<byte[]> get(String key) {
    return said(
        "reading s3://" + name + "/" + key,
        () -> {
          try {
            byte[] zipped =
                clients.s3().getObjectAsBytes(get -> get.bucket(name).key(key)).asByteArrayUnsafe();
            return Optional.of(unzip(key, zipped));
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  /** All keys that begin so. */
  List<String> list(String prefix) {
    return said(
        "listing s3://" + name + "/" + prefix,
        () ->
            clients
                .s3()
                .listObjectsV2Paginator(list -> list.bucket(name).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList());
  }

  private <T> T said(String doing, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      switch (AwsFailure.code(e)) {
        case "NoSuchBucket" ->
            throw new PluginFailure(
                doing + ": there is no bucket \"" + name + "\"; see plugin.s3.bucket", e);
        case "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException" ->
            throw new PluginFailure(
                doing
                    + ": the bucket is in another region than "
                    + clients.place().region()
                    + "; see plugin.s3.region",
                e);
        default -> throw AwsFailure.of(doing, clients.place(), e);
      }
    }
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
            "s3://" + name + "/" + key + " unfolds to more than " + MAX_DOCUMENT + " bytes");
      }
      return document;
    } catch (IOException e) {
      throw new PluginFailure("s3://" + name + "/" + key + " is not gzipped: " + e.getMessage(), e);
    }
  }
}
