package io.diffy.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as a sentence and as a word. */
final class ProseRulesTest {
  @Test
  void cellsAndEntriesAreSentencesAndCodeIsNone() {
    Prose page =
        Prose.of(
            """
            # Not a sentence at all

            Ask this host with `diffy agent`. It answers
            at [once](glossary.md#once).

            - An entry of a list

            | one cell here | another cell here |
            |---|---|

                diffy agent --group local

            ```
            what it printed
            ```

            <!-- faults: begin -->
            | written by a program |
            <!-- faults: end -->
            """);
    assertEquals(
        List.of(
            "Ask this host with Code.",
            "It answers at once.",
            "An entry of a list",
            "one cell here",
            "another cell here"),
        page.sentences());
    assertEquals(8, page.code());
    assertEquals(5, page.longest());
  }

  @Test
  void aLongSentenceAndOneWithABannedWordAreTrouble() throws IOException {
    assertTrue(Prose.trouble("word ".repeat(35) + "word").isPresent());
    assertTrue(Prose.trouble("It is held against the host.").isPresent());
    assertTrue(Prose.trouble("It is reported for the host.").isEmpty());
  }
}
