package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.input.Unzipped;
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

  /**
   * The command that lists all findings.
   *
   * @param files what is read in place of the topic
   */
  static String all(List<String> files) {
    return "diffy findings --all" + Phrases.inputs(files);
  }

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
   * @param lists the command that shows which there are
   */
  static Finding find(OpenFindings findings, String uid, String where, String lists) {
    List<Finding> matches = findings.byUidPrefix(uid);
    if (matches.isEmpty()) {
      throw new CommandFailure(
          "there is no finding \"%s\" in %s; %s lists them".formatted(uid, where, lists));
    }
    if (matches.size() > 1) {
      throw new CommandFailure(
          "\"%s\" names %d findings, %s and %s among them; type more of it"
              .formatted(uid, matches.size(), matches.get(0).uid(), matches.get(1).uid()));
    }
    return matches.get(0);
  }

  /**
   * Reads one JSON object per line, plain or gzipped; what is none is counted and left out.
   *
   * @param file its path; {@code -} for the standard input
   * @return how many lines are none
   * @throws CommandFailure when no line is one: then nothing can be said of what was found
   */
  static long read(String file, CommandContext context, Consumer<Finding> each) {
    FindingCodec codec = new FindingCodec();
    long[] count = new long[2];
    String[] first = {""};
    InputFile.read(
        file,
        in -> {
          BufferedReader lines = new BufferedReader(new InputStreamReader(Unzipped.of(in), UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
              each.accept(codec.decode(line.getBytes(UTF_8)));
              count[0]++;
            } catch (MalformedRecord e) {
              first[0] = count[1]++ == 0 ? e.getMessage() : first[0];
            }
          }
          return count;
        });
    if (count[0] == 0) {
      throw new CommandFailure(
          count[1] == 0
              ? file + " is empty: it does not say what was judged. What wrote it does"
              : "none of the %,d lines of %s is an event of a finding (the first: %s); for observations and logs: diffy replay %s"
                  .formatted(count[1], file, first[0], Phrases.shell(file)));
    }
    if (count[1] > 0) {
      context.warn("%,d lines of %s are no findings; they were left out.", count[1], file);
    }
    return count[1];
  }
}
