package io.diffy.acceptance.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.EmittedFindings;
import io.diffy.simulator.DemoFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy demo}: says what it is, finds what it made up, and leaves nothing behind. */
final class DemoTest {
  private static final long SEED = 11;

  @TempDir private Path folder;

  @Test
  void namesTheCompromisedAndSaysTheyAreSimulated() throws Exception {
    Path temporary = DiffyProcess.temporary(folder);
    try (DiffyProcess demo = DiffyProcess.start(folder, "demo", "--seed", Long.toString(SEED))) {
      List<String> said = demo.awaitEnd();
      assertEquals(ExitCode.FINDINGS, demo.exitCode(), said::toString);
      assertTrue(said.get(0).contains("This group is simulated"), said.get(0));
      List<String> ranking =
          said.subList(said.indexOf("Which servers to look at first:"), said.size());
      DemoFleet fleet = new DemoFleet(SEED, Duration.ofHours(1));
      Set<String> named = new TreeSet<>(fleet.instanceIds());
      named.removeIf(id -> ranking.stream().noneMatch(line -> line.contains(id)));
      assertEquals(fleet.compromisedIds(), named, ranking::toString);
    }
    assertEquals(List.of(), left(temporary));
  }

  @Test
  void whatItFindsIsWhatASiemIsPromised() throws Exception {
    try (DiffyProcess demo = DiffyProcess.start(folder, "demo", "--format", "ndjson")) {
      List<String> events =
          demo.awaitEnd().stream().filter(line -> line.startsWith("{\"category_uid\"")).toList();
      assertEquals(ExitCode.FINDINGS, demo.exitCode());
      assertTrue(events.size() > 2, events::toString);
      assertEquals(List.of(), EmittedFindings.wrongWith(events));
    }
  }

  @Test
  void interruptedInTheMiddleItLeavesNothingEither() throws Exception {
    Path temporary = DiffyProcess.temporary(folder);
    try (DiffyProcess demo = DiffyProcess.start(folder, "demo")) {
      // Broker and processor run by then.
      demo.awaitLine("1. ");
      assertTrue(!left(temporary).isEmpty(), "a broker keeps its data somewhere");
      demo.stop();
    }
    assertEquals(List.of(), left(temporary));
  }

  private static List<String> left(Path temporary) throws Exception {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
