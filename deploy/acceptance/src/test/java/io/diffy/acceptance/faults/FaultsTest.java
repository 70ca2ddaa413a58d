package io.diffy.acceptance.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cluster.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * Whatever breaks, a reader of committed records sees in the end what an undisturbed run shows: the
 * same findings with the same events in the same order, each event once, each round judged once.
 * Three brokers and two processors, each a process; one fault for each row, in the middle of a
 * load. Simulated on one machine: what was written survives a kill there, and no network is cut.
 *
 * <p>{@code deploy/faults/run} runs it and prints the table; {@code -Dfaults.only=A,B} takes some.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsTest {
  /** Not a temporary one: after a row that failed, what each process said is still there. */
  private static final Path FOLDER = Path.of("target", "faults");

  private static final Path TABLE = FOLDER.resolve("table.md");

  private final Night night = new Night(Instant.now());
  private final List<String> rows = new ArrayList<>();

  private Brokers brokers;
  private Run undisturbed;

  @BeforeAll
  void runUndisturbed() throws Exception {
    FileTree.delete(FOLDER);
    brokers = Brokers.start(FOLDER);
    undisturbed = Run.undisturbed(brokers, night, FOLDER);
    assertEquals(List.of(), undisturbed.wrong());
    assertTrue(findings(undisturbed) >= 3 * Night.GROUPS, () -> undisturbed.events().toString());
  }

  @AfterAll
  void stopBrokers() throws Exception {
    if (brokers != null) {
      brokers.close();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theFaultChangesNothingOfWhatIsFound(Fault fault) throws Exception {
    List<String> wrong = new ArrayList<>();
    String seconds = "never";
    String skipped = "";
    try {
      Run run = Run.with(fault, brokers, night, FOLDER);
      wrong.addAll(run.wrong());
      wrong.addAll(differences(undisturbed.events(), run.events()));
      seconds = run.secondsToCatchUp().map("%.0f"::formatted).orElse(seconds);
    } catch (TestAbortedException e) {
      skipped = "skipped: " + e.getMessage();
      throw e;
    } catch (Exception | AssertionError e) {
      wrong.add(e.toString());
      throw e;
    } finally {
      Files.write(FOLDER.resolve(fault + ".txt"), wrong);
      String outcome = wrong.isEmpty() ? "same" : "**differs**";
      enter(fault, skipped.isEmpty() ? outcome : skipped, skipped.isEmpty() ? seconds : "");
    }
    assertEquals(List.of(), wrong);
  }

  static List<Fault> faults() {
    String only = System.getProperty("faults.only", "");
    return only.isEmpty()
        ? List.of(Fault.values())
        : Arrays.stream(only.split(",", -1)).map(Fault::valueOf).toList();
  }

  /** The table grows row by row, so that it is there when a later row fails. */
  private void enter(Fault fault, String outcome, String seconds) throws Exception {
    rows.add("| %s | %s | %s |".formatted(fault.description(), outcome, seconds));
    Files.writeString(
        TABLE,
        """
        Undisturbed: %d findings with %d events, %d judgements.

        | fault | findings and judgements | caught up after (s) |
        |---|---|---|
        %s
        """
            .formatted(
                findings(undisturbed),
                events(undisturbed),
                Night.judgements(),
                String.join("\n", rows)));
  }

  private static List<String> differences(
      Map<String, List<String>> expected, Map<String, List<String>> found) {
    TreeSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    return names.stream()
        .map(
            name ->
                difference(
                    name,
                    expected.getOrDefault(name, List.of()),
                    found.getOrDefault(name, List.of())))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Short: events are long and of many fields, and mostly one of them differs. */
  private static Optional<String> difference(
      String name, List<String> expected, List<String> found) {
    if (expected.size() != found.size()) {
      return Optional.of(
          "%s: %d events instead of %d".formatted(name, found.size(), expected.size()));
    }
    return IntStream.range(0, found.size())
        .filter(event -> !found.get(event).equals(expected.get(event)))
        .mapToObj(event -> name + ": " + apart(found.get(event), expected.get(event)))
        .findFirst();
  }

  private static String apart(String found, String expected) {
    int at = Arrays.mismatch(found.toCharArray(), expected.toCharArray());
    return "…%s… instead of …%s…".formatted(around(found, at), around(expected, at));
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 40));
  }

  private static long findings(Run run) {
    return run.events().keySet().stream().filter(name -> name.startsWith("finding ")).count();
  }

  private static long events(Run run) {
    return run.events().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("finding "))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }
}
