package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.acceptance.docs.Listing;
import io.diffy.acceptance.docs.Pages;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.service.CommandContext;
import io.diffy.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the pages tell a reader to type is understood, and where no cluster is needed it works. */
final class CommandsOfPagesTest extends TypedCommands {
  @TempDir private Path folder;

  static Stream<Path> pages() throws IOException {
    return Pages.all().stream().filter(page -> !page.toString().contains("decisions"));
  }

  @Test
  void everyCommandIsUnderstood() throws IOException {
    CommandLine commands =
        new Diffy()
            .commands(
                new CommandContext(
                    screen(),
                    Settings.read(Map.of(), Optional.empty()),
                    Clock.systemUTC(),
                    EmbeddedBroker.STARTER))
            .setCaseInsensitiveEnumValuesAllowed(true);
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Path page : pages().toList()) {
      for (Listing listing : Listing.of(Pages.text(page))) {
        for (String line : listing.commands()) {
          seen++;
          misunderstood(commands, Listing.words(line))
              .ifPresent(why -> wrong.add(page.getFileName() + ": " + line + ": " + why));
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
    assertTrue(seen > 120, "only " + seen);
  }

  private static Optional<String> misunderstood(CommandLine commands, List<String> words) {
    if (words.get(0).startsWith("deploy/")) {
      Path script = Pages.ROOT.resolve(words.get(0));
      return Files.isExecutable(script) ? Optional.empty() : Optional.of("no such script");
    }
    try {
      // --config is read before there are commands.
      String typed = String.join("\n", words.subList(1, words.size()));
      commands.parseArgs(typed.replaceFirst("\n--config\n[^\n]+", "").split("\n", 0));
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Test
  void everyCommandIsRunOrThePageSaysWhyNot() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path page : pages().toList()) {
      for (Listing listing : Listing.of(Pages.text(page))) {
        int commands = listing.commands().size();
        boolean told = listing.codes().map(List::size).orElse(commands) == commands;
        boolean silent = listing.codes().isEmpty() && listing.reason().isEmpty();
        if (!told || (silent && commands > 0)) {
          wrong.add(page.getFileName() + ": " + listing.commands());
        }
      }
    }
    assertEquals("", String.join("\n", wrong), "say <!-- run: codes --> or <!-- not run: why -->");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatCanBeRunEndsAndPrintsAsThePageSays(Path page) throws Exception {
    boolean ran = false;
    for (Listing listing : Listing.of(Pages.text(page))) {
      if (listing.codes().isPresent()) {
        out.reset();
        err.reset();
        run(listing, listing.codes().get());
      } else if (ran && listing.commands().isEmpty()) {
        String printed = timeless(text(out) + text(err));
        for (String line : listing.lines()) {
          assertTrue(printed.contains(timeless(line)), () -> line + "\nis not in\n" + printed);
        }
      }
      ran = listing.codes().isPresent();
    }
  }

  private void run(Listing listing, List<Integer> codes) throws Exception {
    List<String> script = new ArrayList<>();
    int next = 0;
    for (String line : listing.lines()) {
      if (!Listing.isCommand(line)) {
        script.add(line);
        continue;
      }
      inShell(script);
      script.clear();
      String[] words =
          Listing.words(line).stream().skip(1).map(this::inFolder).toArray(String[]::new);
      Map<String, String> data = Map.of("DIFFY_DATA", folder.resolve("data").toString());
      assertEquals(codes.get(next++), run(data, words), () -> line + "\n" + text(out) + text(err));
    }
    inShell(script);
  }

  /** As if the folder were the working directory. */
  private String inFolder(String word) {
    boolean file =
        word.matches("[a-z]+[.](?:ndjson|xml|sarif)") || Files.exists(folder.resolve(word));
    return file && !word.isEmpty() ? folder.resolve(word).toString() : word;
  }

  private void inShell(List<String> script) throws Exception {
    if (!script.isEmpty()) {
      Process shell =
          new ProcessBuilder("sh", "-ec", String.join("\n", script))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, shell.waitFor(), said);
    }
  }

  /** Without times and the room that columns take, which depend on when and where it ran. */
  private static String timeless(String text) {
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\d[T ][0-9:]+Z?", "TIME")
        .replaceAll("[0-9a-f]{8}\\b", "ID")
        .replaceAll("\\s+", " ")
        .strip();
  }
}
