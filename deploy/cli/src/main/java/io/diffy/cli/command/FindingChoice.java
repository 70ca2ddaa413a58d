package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.view.OpenFindings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;
import java.util.function.Consumer;

/** The one finding that a person means, of a topic or of a file. */
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

  /**
   * Reads one JSON object per line; what is none is counted and left out.
   *
   * @param file its path; {@code -} for the standard input
   */
  static void read(String file, CommandContext context, Consumer<Finding> each) {
    FindingCodec codec = new FindingCodec();
    long malformed =
        InputFile.read(
            file,
            in -> {
              long bad = 0;
              BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
              for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                try {
                  each.accept(codec.decode(line.getBytes(UTF_8)));
                } catch (MalformedRecord e) {
                  bad++;
                }
              }
              return bad;
            });
    if (malformed > 0) {
      context.note("%,d lines left out as malformed.", malformed);
    }
  }
}
