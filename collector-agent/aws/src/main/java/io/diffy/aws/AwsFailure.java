package io.diffy.aws;

import io.diffy.plugin.PluginFailure;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into a sentence that says what to do. */
public final class AwsFailure {
  private static final Logger LOG = LoggerFactory.getLogger(AwsFailure.class);

  private static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
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
    if (code.isEmpty() && message(e).contains("nable to load credentials")) {
      return "no credentials were found: set AWS_PROFILE or AWS_ACCESS_KEY_ID and"
          + " AWS_SECRET_ACCESS_KEY, or run it where a role is attached";
    }
    if (EXPIRED.contains(code)) {
      return "the credentials have expired (" + code + "); renew them and run it again";
    }
    if (UNKNOWN_KEY.contains(code)) {
      return "AWS does not accept the credentials (" + code + ")";
    }
    if (DENIED.contains(code)) {
      return "not allowed; compare the role with " + policy + ". AWS says: " + message(e);
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
      return "AWS did not answer in time; see aws.call-timeout-seconds";
    }
    return code.isEmpty() ? message(e) : code + ": " + message(e);
  }

  private static String message(SdkException e) {
    String message =
        String.valueOf(
            e instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : e.getMessage());
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + " …";
  }
}
