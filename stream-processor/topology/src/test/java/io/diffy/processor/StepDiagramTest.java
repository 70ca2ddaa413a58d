package io.diffy.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The diagram in the documentation is the topology that installations run. */
class StepDiagramTest {
  private static final Path DOCUMENT = Path.of("../../docs/architecture.md");
  private static final Path GOLDEN = Path.of("src/test/resources/topology/expected.txt");
  private static final String BEGIN = "<!-- steps: begin -->\n```\n";
  private static final String END = "```\n<!-- steps: end -->";

  @Test
  void theDocumentShowsEveryStepWithWhatItTakesAndHandsOn() throws IOException {
    String document = Files.readString(DOCUMENT, UTF_8).replace("\r\n", "\n");
    int begin = document.indexOf(BEGIN) + BEGIN.length();

    assertEquals(
        StepDiagram.of(Files.readString(GOLDEN, UTF_8)),
        document.substring(begin, document.indexOf(END)),
        "the block in docs/architecture.md is to be this");
  }

  @Test
  void aStoreThatTwoStepsWorkOnIsDrawnFromOneToTheOther() {
    String description =
        """
        Topologies:
           Sub-topology: 0
            Source: consume-notes (topics: [notes])
              --> keep-notes
            Source: consume-words (topics: [words])
              --> read-words
            Processor: read-words (stores: [])
              --> count-words
              <-- consume-words
            Processor: count-words (stores: [decisions, counts])
              --> produce-lines
              <-- read-words
            Processor: keep-notes (stores: [decisions])
              --> produce-diary
              <-- consume-notes
            Sink: produce-diary (topic: diary)
              <-- keep-notes
            Sink: produce-lines (topic: lines)
              <-- count-words
        """;

    assertEquals(
        """
        words ──> read-words ──> count-words

        notes ──> keep-notes ┬─> diary
                             └─> store decisions

        read-words ──────┐
        store decisions ─┴> count-words ──> lines

        """,
        StepDiagram.of(description));
  }
}
