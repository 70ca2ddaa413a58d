package io.diffy.schemas;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.json.FindingCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The check of every emitted event bites. */
class EmittedFindingsTest {
  private static final String CREATED = json(BIND_SHELL);
  private static final String UPDATED = json(updated(BIND_SHELL, FOUR_AM));
  private static final String CLOSED =
      json(closed(updated(BIND_SHELL, FOUR_AM), FOUR_AM.plusSeconds(3600), CloseReason.ROW_GONE));

  @Test
  void aLifeInItsOrderIsWell() {
    assertEquals(List.of(), EmittedFindings.wrongWith(List.of(CREATED, UPDATED, CLOSED)));
  }

  @Test
  void aLifeInAnotherOrderIsNot() {
    assertWrong(UPDATED, CREATED);
    assertWrong(CREATED, CLOSED);
    assertWrong(CREATED, CREATED);
    assertWrong(CLOSED);
  }

  @Test
  void anEventThatIsNoFindingIsNot() {
    assertWrong(CREATED.replace("\"class_uid\":2004", "\"class_uid\":2005"));
    assertWrong(CREATED.replace("\"is_alert\":true", "\"is_alert\":false"));
  }

  private static void assertWrong(String... events) {
    assertNotEquals(List.of(), EmittedFindings.wrongWith(List.of(events)));
  }

  private static String json(Finding finding) {
    return new String(new FindingCodec().encode(finding), UTF_8);
  }
}
