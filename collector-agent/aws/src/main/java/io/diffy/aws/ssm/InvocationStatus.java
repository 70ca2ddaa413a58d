package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of one invocation, in SSM's words.
 *
 * @param status one of eight words, or one that is newer than this program
 * @param details finer; spelt with and without spaces
 */
record InvocationStatus(String status, String details) {
  /** SSM has not listed the instance yet. */
  static final InvocationStatus UNSEEN = new InvocationStatus("not listed", "");

  /** How it ended. Empty: not yet, or in a word that nobody knows; then it is asked again. */
  Optional<InstanceOutcome> outcome() {
    return switch (word(status)) {
      case "success" -> Optional.of(InstanceOutcome.SUCCESS);
      case "cancelled" -> Optional.of(finer(InstanceOutcome.CANCELLED));
      case "timedout" -> Optional.of(finer(InstanceOutcome.EXECUTION_TIMED_OUT));
      case "failed" -> Optional.of(finer(InstanceOutcome.FAILED));
      default -> Optional.empty();
    };
  }

  /** The two words, or the one where they are the same. */
  @Override
  public String toString() {
    return details.isEmpty() || word(details).equals(word(status))
        ? MaskedText.of(status)
        : MaskedText.of(status + ", " + details);
  }

  private InstanceOutcome finer(InstanceOutcome otherwise) {
    return switch (word(details)) {
      case "deliverytimedout" -> InstanceOutcome.DELIVERY_TIMED_OUT;
      case "executiontimedout" -> InstanceOutcome.EXECUTION_TIMED_OUT;
      case "undeliverable", "invalidplatform" -> InstanceOutcome.UNDELIVERABLE;
      case "terminated" -> InstanceOutcome.TERMINATED;
      case "accessdenied" -> InstanceOutcome.ACCESS_DENIED;
      default -> otherwise;
    };
  }

  private static String word(String text) {
    return text.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
  }
}
