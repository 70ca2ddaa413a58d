package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What lies at an address such as {@code s3://bucket/prefix}, to be read. */
public final class S3Archive {
  /** What allows writing and reading an archive. */
  static final String POLICY = "deploy/aws/archive-policy.json";

  private static final Pattern ADDRESS =
      Pattern.compile("s3://([a-z0-9][a-z0-9._-]{1,61}[a-z0-9])(?:/(.*))?", Pattern.DOTALL);

  /** Connections that stall are ended by the socket's own limit; a big object may take its time. */
  private static final Duration WHOLE_OBJECT = Duration.ofHours(1);

  private final S3Calls calls;
  private final String place;

  private S3Archive(S3Calls calls, String place) {
    this.calls = calls;
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
    S3Calls calls = new S3Calls(S3Calls.clients(context), matcher.group(1), "the address", POLICY);
    return new S3Archive(calls, key.replaceFirst("/+$", ""));
  }

  /** What stands behind the bucket, without a slash at its end; empty for the whole bucket. */
  public String place() {
    return place;
  }

  /** As people write the address of an object. */
  public String address(String key) {
    return calls.address(key);
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
    List<String> keys = new ArrayList<>();
    calls.said(
        "listing " + address(prefix),
        () -> {
          for (S3Object object :
              calls
                  .s3()
                  .listObjectsV2Paginator(
                      list -> {
                        list.bucket(calls.bucket()).prefix(prefix);
                        if (!after.isEmpty()) {
                          list.startAfter(below(after));
                        }
                      })
                  .contents()) {
            if (until.test(object.key())) {
              break;
            }
            keys.add(object.key());
          }
          return keys;
        });
    return keys;
  }

  /**
   * Brings an object.
   *
   * @param file where to; what is in it is replaced
   */
  public void fetch(String key, Path file) {
    calls.said(
        "reading " + address(key),
        () ->
            calls
                .s3()
                .getObject(
                    get ->
                        get.bucket(calls.bucket())
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
