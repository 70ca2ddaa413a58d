package io.diffy.aws.ssm;

import io.diffy.aws.AwsFailure;
import io.diffy.plugin.InstanceOutcome;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What a failed call means for the run.
 *
 * @param kind what to do about it
 * @param code in AWS's words; the class of the failure when AWS did not answer
 * @param text code and message, fit for a person
 */
record SsmFailure(Kind kind, String code, String text) {
  private static final Set<String> INSTANCE =
      Set.of("InvalidInstanceId", "UnsupportedPlatformType");

  enum Kind {
    /** It was not done; later it may be. */
    THROTTLED,
    /** Nobody knows whether it was done: no answer, or the service failed inside. */
    UNCLEAR,
    /** An instance of the call made all of it fail. */
    INSTANCE,
    /** AWS does not know who asks, or no longer. */
    CREDENTIALS,
    /** Signed by a clock that is not AWS's. */
    CLOCK,
    /** It was not done, and won't be. */
    REFUSED
  }

  static SsmFailure of(SdkException failure) {
    if (AwsFailure.isAnonymous(failure)) {
      return new SsmFailure(
          Kind.CREDENTIALS, failure.getClass().getSimpleName(), "no credentials were found");
    }
    String code = AwsFailure.code(failure);
    String text = MaskedText.of(AwsFailure.told(failure));
    if (AwsFailure.isOfClock(failure)) {
      return new SsmFailure(Kind.CLOCK, code, text);
    }
    return !code.isEmpty() && failure instanceof AwsServiceException service
        ? new SsmFailure(kind(service, code), code, text)
        // Whoever answers without a code is not AWS, which may have done it all the same.
        : new SsmFailure(Kind.UNCLEAR, failure.getClass().getSimpleName(), text);
  }

  private static Kind kind(AwsServiceException service, String code) {
    if (service.isThrottlingException()) {
      return Kind.THROTTLED;
    }
    if (service.statusCode() >= 500) {
      return Kind.UNCLEAR;
    }
    // A malformed id among good ones fails the whole call, as a malformed anything does.
    boolean malformedId =
        code.equals("ValidationException")
            && String.valueOf(service.awsErrorDetails().errorMessage()).contains("nstanceId");
    return malformedId || INSTANCE.contains(code)
        ? Kind.INSTANCE
        : AwsFailure.isOfCredentials(code) ? Kind.CREDENTIALS : Kind.REFUSED;
  }

  boolean isDenied() {
    return code.startsWith("AccessDenied");
  }

  /** What has become of the instances of the call. */
  InstanceOutcome outcome() {
    return isDenied() ? InstanceOutcome.ACCESS_DENIED : InstanceOutcome.UNDELIVERABLE;
  }

  /** Whether a later try may go better. */
  boolean passes() {
    return kind == Kind.THROTTLED || kind == Kind.UNCLEAR;
  }

  /** What to do, for a person. */
  String advice() {
    return switch (kind) {
      case CREDENTIALS -> text + "; renew the credentials and try again with the same run id";
      case CLOCK -> text + "; set the clock of this machine and try again with the same run id";
      case THROTTLED -> text + "; AWS is asked too often, try again with the same run id";
      case UNCLEAR -> text + "; try again with the same run id";
      case REFUSED -> isDenied() ? text + "; see docs/aws.md for the policy" : text;
      case INSTANCE -> text;
    };
  }
}
