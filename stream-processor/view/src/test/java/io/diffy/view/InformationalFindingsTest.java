package io.diffy.view;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.NEW_AGENT_IN_GROUP;
import static io.diffy.schemas.TestFindings.NO_ANSWER;
import static io.diffy.schemas.TestFindings.finding;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is for the record is one line each, and accuses nobody. */
class InformationalFindingsTest {
  private static final Finding CANARY =
      finding(
          Kind.COVERAGE,
          Finding.ALL_QUERIES,
          row("coverage", "not comparable", "detail", "it is the only one with launch version 8"),
          Map.of(),
          List.of(instance(4)));

  @Test
  void aCanaryThatIsAloneIsNotComparable() {
    assertEquals(
        List.of(
            "not comparable in 123456789012:us-east-1:web-prod: i-0000000000000004; it is the only one with"
                + " launch version 8"),
        InformationalFindings.of(List.of(BIND_SHELL, CANARY)));
  }

  @Test
  void whatConcernsTheGroupComesBeforeWhatWasNotJudged() {
    assertEquals(
        List.of("drift", "not comparable", "not judged"),
        InformationalFindings.of(List.of(NO_ANSWER, CANARY, NEW_AGENT_IN_GROUP)).stream()
            .map(line -> line.replaceAll(" (in|\\().*", ""))
            .toList());
  }

  @Test
  void aDeviationIsNoRemark() {
    assertEquals(List.of(), InformationalFindings.of(List.of(BIND_SHELL)));
  }
}
