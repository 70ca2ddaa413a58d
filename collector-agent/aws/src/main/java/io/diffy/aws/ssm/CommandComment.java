package io.diffy.aws.ssm;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comment of a command: {@code diffy <run id> <number of the batch> <incident id>}. SendCommand
 * takes no token that would make it idempotent; the comment is how a command is found again whose
 * answer was lost.
 */
final class CommandComment {
  /** SSM's limit, in characters. */
  static final int MOST = 100;

  /** Leaves the incident id 25 characters or more. */
  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,60}");

  private static final Pattern FORM = Pattern.compile("diffy (\\S+) (\\d{1,6})( .*)?");

  private CommandComment() {}

  static boolean fits(String runId) {
    return RUN_ID.matcher(runId).matches();
  }

  /** The incident id may hold anything; here it keeps letters, digits and {@code . _ : / -}. */
  static String of(String runId, int batch, String incidentId) {
    String text =
        "diffy " + runId + " " + batch + " " + incidentId.replaceAll("[^A-Za-z0-9._:/-]", "_");
    return (text.length() > MOST ? text.substring(0, MOST) : text).strip();
  }

  /** The number of the batch, when the comment is of this run. */
  static Optional<Integer> batch(String comment, String runId) {
    Matcher form = FORM.matcher(comment == null ? "" : comment);
    return form.matches() && form.group(1).equals(runId)
        ? Optional.of(Integer.valueOf(form.group(2)))
        : Optional.empty();
  }
}
