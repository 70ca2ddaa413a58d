package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.view.OpenFindings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Findings that never were on a topic: those of a gate or a replay. */
final class FindingsFile {
  private FindingsFile() {}

  /**
   * Reads one JSON object per line; what is none is counted and left out.
   *
   * @param file its path; {@code -} for the standard input
   */
  static OpenFindings read(String file, CommandContext shell) {
    FindingCodec codec = new FindingCodec();
    OpenFindings findings = new OpenFindings();
    long malformed = 0;
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          findings.add(codec.decode(line.getBytes(UTF_8)));
        } catch (MalformedRecord e) {
          malformed++;
        }
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
    if (malformed > 0) {
      shell.screen().note("%,d lines left out as malformed.".formatted(malformed));
    }
    return findings;
  }
}
