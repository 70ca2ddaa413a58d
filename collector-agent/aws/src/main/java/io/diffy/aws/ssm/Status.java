package io.diffy.aws.ssm;

import io.diffy.plugin.Outcome;
import java.util.Locale;
import java.util.Optional;

/**
 * The state of one invocation, in SSM's words.
 *
 * @param status one of eight words, or one that is newer than this program
 * @param details finer; spelt with and without spaces
 */
record Status(String status, String details) {
  /** SSM has not listed the instance yet. */
  static final Status UNSEEN = new Status("not listed", "");

  /** How it ended. Empty: not yet, or in a word that nobody knows; then it is asked again. */
  Optional<Outcome> outcome() {
    return switch (word(status)) {
      case "success" -> Optional.of(Outcome.SUCCESS);
      case "cancelled" -> Optional.of(finer(Outcome.CANCELLED));
      case "timedout" -> Optional.of(finer(Outcome.EXECUTION_TIMED_OUT));
      case "failed" -> Optional.of(finer(Outcome.FAILED));
      default -> Optional.empty();
    };
  }

  /** The two words, or the one where they are the same. */
  @Override
  public String toString() {
    return details.isEmpty() || word(details).equals(word(status))
        ? Printable.of(status)
        : Printable.of(status + ", " + details);
  }

  private Outcome finer(Outcome otherwise) {
    return switch (word(details)) {
      case "deliverytimedout" -> Outcome.DELIVERY_TIMED_OUT;
      case "executiontimedout" -> Outcome.EXECUTION_TIMED_OUT;
      case "undeliverable", "invalidplatform" -> Outcome.UNDELIVERABLE;
      case "terminated" -> Outcome.TERMINATED;
      case "accessdenied" -> Outcome.ACCESS_DENIED;
      default -> otherwise;
    };
  }

  private static String word(String text) {
    return text.replaceAll("[\\s_-]", "").toLowerCase(Locale.ROOT);
  }
}
