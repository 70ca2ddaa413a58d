package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Turns what the SDK throws into a sentence that says what to do. */
public final class AwsFailure {
  private static final Logger LOG = LoggerFactory.getLogger(AwsFailure.class);

  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
  private static final Pattern WRONG_CLOCK =
      Pattern.compile("RequestTimeTooSkewed|Signature (expired|not yet current)");
  private static final Pattern BUCKET_REGION =
      Pattern.compile("(?:<Region>|expecting ')([a-z]{2,}(?:-[a-z]+)+-[0-9]+)['<]");
  private static final Set<String> UNKNOWN_KEY =
      Set.of(
          "AuthFailure",
          "IncompleteSignature",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");
  private static final Set<String> DENIED =
      Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");

  /** EC2 adds pages of encoded explanation to a refusal. */
  private static final int MAX_MESSAGE = 300;

  /** Of an answer that isn't AWS's. */
  private static final int MAX_WORDS = 120;

  private static final int LOOKED_AT = 4_000;
  private static final String SILENT = "without a word";
  private static final String LAST = "The last answer was ";
  private static final String UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\s]+";

  private AwsFailure() {}

  /**
   * What went wrong, and what to do.
   *
   * @param doing what was tried, such as {@code describing the Auto Scaling Group "web"}
   */
  public static PluginFailure of(String doing, AwsPlace place, SdkException e) {
    return of(doing, place, "deploy/aws/collector-policy.json", e);
  }

  /**
   * The same, for a role of another policy.
   *
   * @param policy the file that allows it
   */
  static PluginFailure of(String doing, AwsPlace place, String policy, SdkException e) {
    LOG.debug("{} ({})", doing, place, e);
    return new PluginFailure(doing + " (" + place + "): " + why(e, policy), e);
  }

  /**
   * The same, for a call to a bucket.
   *
   * @param named how the person named it: a setting, beside which lies the one of its region
   */
  public static PluginFailure ofBucket(
      String doing, AwsPlace place, String bucket, String named, String policy, SdkException e) {
    String setting =
        named.endsWith(".bucket") ? named.replace(".bucket", ".region") : "plugin.s3.region";
    String region = bucketRegion(e);
    String why =
        !region.isEmpty() && !region.equals(place.region())
            ? "the bucket \"%s\" is in %s, not in %s; set %s=%s"
                .formatted(bucket, region, place.region(), setting, region)
            : switch (code(e)) {
              case "NoSuchBucket" -> "there is no bucket \"%s\"; see %s".formatted(bucket, named);
              case "PermanentRedirect",
                  "AuthorizationHeaderMalformed",
                  "IllegalLocationConstraintException" ->
                  "the bucket is in another region than %s; see %s"
                      .formatted(place.region(), setting);
              default -> "";
            };
    return why.isEmpty() ? of(doing, place, policy, e) : new PluginFailure(doing + ": " + why, e);
  }

  /** Where S3 says that the bucket is; empty when it does not say. */
  private static String bucketRegion(SdkException e) {
    if (!(e instanceof AwsServiceException service) || service.awsErrorDetails() == null) {
      return "";
    }
    AwsErrorDetails details = service.awsErrorDetails();
    String said =
        details.sdkHttpResponse() == null
            ? ""
            : details.sdkHttpResponse().firstMatchingHeader("x-amz-bucket-region").orElse("");
    String body = details.rawResponse() == null ? "" : details.rawResponse().asUtf8String();
    Matcher found =
        BUCKET_REGION.matcher("<Region>" + said + "</Region>" + body + details.errorMessage());
    return found.find() ? found.group(1) : "";
  }

  /** AWS's code for it, such as {@code AccessDenied}; empty when AWS did not answer. */
  public static String code(SdkException e) {
    boolean coded = e instanceof AwsServiceException service && service.awsErrorDetails() != null;
    String code = coded ? ((AwsServiceException) e).awsErrorDetails().errorCode() : "";
    return code == null ? "" : code;
  }

  /** Whether a code means that AWS does not know who asks, or no longer. */
  public static boolean isOfCredentials(String code) {
    return EXPIRED.contains(code) || UNKNOWN_KEY.contains(code);
  }

  private static String why(SdkException e, String policy) {
    String code = code(e);
    if (code.isEmpty() && isAnonymous(e)) {
      return "no credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, or run it where a role is attached";
    }
    if (isOfClock(e)) {
      return "the clock of this machine is not AWS's; set it and run it again. AWS says: "
          + told(e);
    }
    if (EXPIRED.contains(code)) {
      return "the credentials have expired (" + code + "); renew them and run it again";
    }
    if (UNKNOWN_KEY.contains(code)) {
      return "AWS does not accept the credentials (" + code + ")";
    }
    if (DENIED.contains(code)) {
      return "not allowed; compare the role with " + policy + ". AWS says: " + told(e);
    }
    if (e instanceof AwsServiceException service && service.isThrottlingException()) {
      return "AWS refused it as too frequent (%s), after all retries; lower aws.calls-per-second or try later"
          .formatted(code);
    }
    if (code.equals("InvalidObjectState")) {
      return "the object is in Glacier (InvalidObjectState) and must be restored first; see docs/archive.md";
    }
    if (e instanceof AbortedException) {
      return "stopped";
    }
    if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
      String last = String.valueOf(e.getMessage());
      return "AWS did not answer in time; see aws.call-timeout-seconds"
          + (last.startsWith(LAST) ? ". " + bounded(last, MAX_MESSAGE) : "");
    }
    return told(e);
  }

  /** Whether what was signed here is too old or too new for AWS. */
  public static boolean isOfClock(SdkException e) {
    return WRONG_CLOCK.matcher(told(e)).find();
  }

  /** Whether there was nobody to sign as. */
  public static boolean isAnonymous(SdkException e) {
    return String.valueOf(e.getMessage()).contains("nable to load credentials");
  }

  /**
   * What was answered, on one line: code and message as AWS wrote them. Something between here and
   * AWS, such as a proxy, answers without a code: then status and first words.
   */
  public static String told(SdkException e) {
    String code = code(e);
    String told;
    if (!(e instanceof AwsServiceException service)) {
      told =
          String.valueOf(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              .replaceFirst(" \\(SDK Attempt Count: \\d+\\)$", "")
              .replaceFirst(
                  "^Unable to execute HTTP request: (.*)",
                  "the connection failed ($1); see the network, a proxy, and aws.endpoint.*");
    } else if (code.isEmpty()) {
      AwsErrorDetails details = service.awsErrorDetails();
      SdkHttpResponse http = details == null ? null : details.sdkHttpResponse();
      boolean silent = details == null || details.rawResponse() == null;
      told =
          http == null
              ? "HTTP " + service.statusCode()
              : foreign(http, silent ? "" : details.rawResponse().asUtf8String());
    } else {
      String message = service.awsErrorDetails().errorMessage();
      told =
          message == null || message.isBlank()
              ? code + " (HTTP " + service.statusCode() + ")"
              : code + ": " + message;
    }
    return bounded(told.replaceAll(UNPRINTABLE, " ").strip(), MAX_MESSAGE);
  }

  /** An answer that isn't AWS's: its status, where it leads, and its first words. */
  static String foreign(SdkHttpResponse http, String body) {
    String shown = shown(http, body);
    // The JDK's client gives no body of a 401 to what was posted, so EC2 may say it as well.
    boolean unknown = http.statusCode() == 401 && shown.endsWith(SILENT);
    return shown
        + "; it isn't AWS that answered"
        + (unknown ? ", or AWS does not accept the credentials" : "")
        + ": see the network, a proxy, and aws.endpoint.*";
  }

  /** What was answered last, where there was no time for another attempt. */
  static String last(SdkHttpResponse http, String body) {
    return LAST + shown(http, body);
  }

  private static String shown(SdkHttpResponse http, String body) {
    String reason =
        http.statusText().filter(text -> !text.isBlank()).map(text -> " " + text).orElse("");
    String leads =
        http.firstMatchingHeader("Location")
            .map(to -> ", leads to " + bounded(to, MAX_WORDS))
            .orElse("");
    String text = body.length() > LOOKED_AT ? body.substring(0, LOOKED_AT) : body;
    String words =
        text.replaceAll("(?is)<(script|style)\\b.*?(</\\1>|$)|<!--.*?-->|<[^>]*>", " ")
            .replaceAll(UNPRINTABLE, " ")
            .strip();
    return "HTTP %d%s%s, %s"
        .formatted(
            http.statusCode(),
            reason.replaceAll(UNPRINTABLE, " "),
            leads.replaceAll(UNPRINTABLE, " "),
            words.isEmpty() ? SILENT : "\"" + bounded(words, MAX_WORDS) + "\"");
  }

  private static String bounded(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + " …";
  }
}
