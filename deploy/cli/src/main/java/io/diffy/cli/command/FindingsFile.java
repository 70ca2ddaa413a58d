package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.function.Consumer;

/** Findings that never were on a topic: those of a gate or a replay. */
final class FindingsFile {
  private FindingsFile() {}

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
