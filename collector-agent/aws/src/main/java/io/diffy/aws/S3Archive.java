package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.RetryableException;

/** What lies at an address such as {@code s3://bucket/prefix}, to be read. */
public final class S3Archive {
  /** What allows writing and reading an archive. */
  static final String POLICY = "deploy/aws/archive-policy.json";

  private static final Pattern ADDRESS =
      Pattern.compile("s3://([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:/(.*))?", Pattern.DOTALL);

  /** Connections that stall are ended by the socket's own limit; a big object may take its time. */
  private static final Duration WHOLE_OBJECT = Duration.ofHours(1);

  private final S3Bucket bucket;
  private final String place;

  private S3Archive(S3Bucket bucket, String place) {
    this.bucket = bucket;
    this.place = place;
  }

  /** Whether an address is meant for S3. */
  public static boolean isMeant(String address) {
    return address.startsWith("s3://");
  }

  /**
   * Opens the way to it; nothing is called.
   *
   * @param address {@code s3://bucket}, with a prefix or the key of an object behind a slash
   * @param context {@code account} and {@code region} say where the bucket is
   * @throws PluginFailure when it is no such address
   */
  public static S3Archive at(String address, PluginContext context) {
    Matcher matcher = ADDRESS.matcher(address);
    if (!matcher.matches()) {
      throw new PluginFailure("\"" + address + "\" is not s3://bucket/prefix");
    }
    String key = matcher.group(2) == null ? "" : matcher.group(2);
    S3Bucket bucket = S3Bucket.of(matcher.group(1), "the address", POLICY, context);
    return new S3Archive(bucket, key.replaceFirst("/+$", ""));
  }

  /** What stands behind the bucket, without a slash at its end; empty for the whole bucket. */
  public String place() {
    return place;
  }

  /** As people write the address of an object. */
  public String address(String key) {
    return bucket.address(key);
  }

  /**
   * The keys below a folder, in S3's order: that of their bytes.
   *
   * @param folder below the place; empty for the place itself
   * @param after begins behind this, also below the place; empty for the beginning. It need not
   *     exist
   * @param until ends before the first key that this is true for
   */
  public List<String> keys(String folder, String after, Predicate<String> until) {
    String prefix = below(folder).isEmpty() ? "" : below(folder) + "/";
    return bucket.keys(prefix, after.isEmpty() ? "" : below(after), until);
  }

  /**
   * Brings an object.
   *
   * @param file where to; what is in it is replaced
   */
  public void fetch(String key, Path file) {
    bucket.call(
        "reading " + address(key),
        s3 ->
            s3.getObject(
                get ->
                    get.bucket(bucket.name())
                        .key(key)
                        .overrideConfiguration(
                            override ->
                                override
                                    .apiCallTimeout(WHOLE_OBJECT)
                                    .apiCallAttemptTimeout(WHOLE_OBJECT)),
                (response, bytes) -> copy(bytes, file)));
  }

  private static Path copy(InputStream bytes, Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      bytes.transferTo(out);
      return file;
    } catch (IOException e) {
      // A connection that broke in the middle is worth another attempt.
      throw RetryableException.create(String.valueOf(e.getMessage()), e);
    }
  }

  private String below(String folder) {
    return place.isEmpty() || folder.isEmpty() ? place + folder : place + "/" + folder;
  }
}
