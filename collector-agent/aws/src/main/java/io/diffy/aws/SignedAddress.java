package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The address of an object in S3 for those who have no role to read it: whoever knows it may get
 * that one object for a while. It is a secret, so it belongs in no log.
 */
public final class SignedAddress {
  private static final Pattern OBJECT = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61})/(.+)");

  /** Until the last instance has taken the command and brought the package. */
  private static final String MINUTES = "20";

  private static final int MOST_MINUTES = 12 * 60;

  private SignedAddress() {}

  /** Whether an address is that of an object in S3. */
  public static boolean isObject(String address) {
    return address.startsWith("s3://");
  }

  /**
   * An https address for {@code s3://bucket/key}, signed here; nothing is sent.
   *
   * @param context {@code aws.signed-minutes} says how long it holds, {@code aws.s3.account} and
   *     {@code aws.s3.region} where the bucket is
   * @throws PluginFailure when it is no such address, or there are no credentials to sign with
   */
  public static String of(String object, PluginContext context) {
    Matcher matcher = OBJECT.matcher(object);
    if (!matcher.matches()) {
      throw new PluginFailure("\"" + object + "\" is not s3://bucket/key");
    }
    AwsPlace place =
        AwsAccounts.of(context)
            .place(context.setting("aws.s3.account", ""), context.setting("aws.s3.region", ""));
    try {
      return AwsClients.shared(place, context)
          .presigner()
          .presignGetObject(
              sign ->
                  sign.signatureDuration(minutes(context))
                      .getObjectRequest(get -> get.bucket(matcher.group(1)).key(matcher.group(2))))
          .url()
          .toString();
    } catch (SdkException e) {
      throw AwsFailure.of("signing the address of " + object, place, e);
    }
  }

  private static Duration minutes(PluginContext context) {
    String said = context.setting("aws.signed-minutes", MINUTES);
    int minutes = said.matches("[0-9]{1,4}") ? Integer.parseInt(said) : 0;
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw new PluginFailure(
          "aws.signed-minutes: must be 1 to " + MOST_MINUTES + ", not \"" + said + "\"");
    }
    return Duration.ofMinutes(minutes);
  }
}
