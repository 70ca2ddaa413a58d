package io.diffy.cli.command;

import io.diffy.schemas.Finding;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.view.OpenFindings;
import java.util.List;

/** The one finding that a person means by the first characters of its uid. */
final class FindingChoice {
  private FindingChoice() {}

  /** Refuses what is too short to be meant. */
  static void requireLength(String uid) {
    if (uid.length() < Phrases.SHORT_ID) {
      throw new UsageError(
          "\"%s\" is too short for a finding's id; type at least its first %d characters"
              .formatted(uid, Phrases.SHORT_ID));
    }
  }

  /**
   * @param where the topic or file, for the message when there is none
   */
  static Finding find(OpenFindings findings, String uid, String where) {
    List<Finding> matches = findings.byUidPrefix(uid);
    if (matches.isEmpty()) {
      throw new CommandFailure(
          "there is no finding \"%s\" in %s; diffy findings --all lists them"
              .formatted(uid, where));
    }
    if (matches.size() > 1) {
      throw new CommandFailure(
          "\"%s\" names %d findings, %s and %s among them; type more of it"
              .formatted(uid, matches.size(), matches.get(0).uid(), matches.get(1).uid()));
    }
    return matches.get(0);
  }
}
