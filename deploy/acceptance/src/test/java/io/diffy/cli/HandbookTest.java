package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command has a man page, and a shell completes its options. */
final class HandbookTest {
  @TempDir private Path folder;

  @BeforeEach
  void aRelease() throws IOException {
    Handbook.write(folder, "9.8.7");
  }

  @Test
  void eachCommandHasAPageThatNamesItsOptions() throws IOException {
    String sink = page("diffy-sink");
    assertTrue(sink.startsWith(".TH \"diffy-sink\" 1 \"\" \"Diffy Streams 9.8.7\"\n"), sink);
    assertTrue(sink.contains("\\fB\\-\\-health\\-host=ADDRESS\\fR\n"), sink);
    assertTrue(sink.contains("Default: 127.0.0.1"), sink);
    assertTrue(page("diffy").contains("\\fBdiffy\\-osquery\\fR(1)"));
    assertTrue(page("diffy-osquery-enroll-secret-rotate").contains("overlap"));
  }

  @Test
  void noPageHoldsAPlaceholderOrALineThatTroffTakesForItsOwn() throws IOException {
    try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
      for (Path page : pages.toList()) {
        for (String line : Files.readAllLines(page, UTF_8)) {
          assertFalse(line.contains("${"), () -> page + ": " + line);
          boolean ours =
              List.of(".TH", ".SH", ".TP", ".PP", ".nf", ".fi").stream().anyMatch(line::startsWith);
          assertTrue(ours || !line.startsWith("."), () -> page + ": " + line);
        }
      }
    }
  }

  @Test
  void aShellCompletesWhatThereIs() throws Exception {
    String script = folder.resolve("completion/diffy").toString();
    Process shell =
        new ProcessBuilder(
                "bash",
                "-c",
                "source %s; COMP_WORDS=(diffy sink --heal); COMP_CWORD=2; _complete_diffy; echo ${COMPREPLY[@]}"
                    .formatted(script))
            .start();
    assertEquals(
        "--health-port --health-host --health-token-file",
        new String(shell.getInputStream().readAllBytes(), UTF_8).strip());
  }

  private String page(String name) throws IOException {
    return Files.readString(folder.resolve("man/man1/" + name + ".1"), UTF_8);
  }
}
