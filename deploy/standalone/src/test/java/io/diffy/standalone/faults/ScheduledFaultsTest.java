package io.diffy.standalone.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.standalone.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Windows that close by the clock, while something breaks: two runs of them are never alike, so
 * what was found is held against a replay of the very topics of the run, byte for byte. Each window
 * is judged once and none is left out.
 *
 * <p>{@code deploy/faults/run} runs it after {@link FaultsTest}; {@code
 * -Dfaults.only=SCHEDULED_PROCESSOR_KILLED,…} takes some.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScheduledFaultsTest {
  private static final String ROW = "SCHEDULED_";
  private static final Path FOLDER = Path.of("target", "faults-scheduled");
  private static final Path TABLE = FOLDER.resolve("table.md");

  private final List<String> rows = new ArrayList<>();
  private Brokers brokers;

  @BeforeAll
  void startBrokers() throws Exception {
    FileTree.delete(FOLDER);
    brokers = Brokers.start(FOLDER);
  }

  @AfterAll
  void stopBrokers() {
    if (brokers != null) {
      brokers.close();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatWasFoundIsWhatAReplayFinds(Fault fault) throws Exception {
    List<String> wrong = new ArrayList<>();
    String outcome = "**broken** | |";
    try {
      ScheduledRun run = ScheduledRun.with(fault, brokers, FOLDER);
      wrong.addAll(run.wrong());
      outcome =
          "%s | %d | %d |"
              .formatted(wrong.isEmpty() ? "same" : "**differs**", run.events(), run.judgements());
    } catch (Exception | AssertionError e) {
      wrong.add(e.toString());
      throw e;
    } finally {
      Files.write(FOLDER.resolve(ROW + fault + ".txt"), wrong);
      enter("| %s | %s".formatted(fault.description(), outcome));
    }
    assertEquals(List.of(), wrong);
  }

  static List<Fault> faults() {
    String only = System.getProperty("faults.only", "");
    return only.isEmpty()
        ? List.of(
            Fault.PROCESSOR_KILLED,
            Fault.BROKER_KILLED,
            Fault.PROCESSOR_PAUSED,
            Fault.BROKER_PAUSED)
        : Arrays.stream(only.split(",", -1))
            .map(name -> Fault.valueOf(name.substring(ROW.length())))
            .toList();
  }

  private void enter(String row) throws Exception {
    rows.add(row);
    Files.writeString(
        TABLE,
        """
        | fault while windows close | live and replay | events | windows judged |
        |---|---|---|---|
        %s
        """
            .formatted(String.join("\n", rows)));
  }
}
