package io.diffy.rules.evaluation;

import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A hostile row costs a store no more than a person can read. */
class EvidenceLimitsTest {

  @Test
  void anOrdinaryRowStaysWhole() {
    assertEquals(ROGUE_CRON, EvidenceLimits.bounded(ROGUE_CRON));
  }

  @Test
  void aLongCellIsCutAndSaysSo() {
    Map<String, String> cut = EvidenceLimits.bounded(Map.of("cmdline", "x".repeat(10_000)));

    assertEquals("x".repeat(8192) + "… (1,808 more characters)", cut.get("cmdline"));
  }

  @Test
  void aPairOfCharactersIsNotTornApart() {
    String cell = "x".repeat(255) + "\ud83d\ude00" + "y";

    assertEquals(
        "x".repeat(255) + "… (3 more characters)",
        EvidenceLimits.brief(Map.of("name", cell)).get("name"));
  }

  @Test
  void anExampleHasTwoDozenCells() {
    Map<String, String> row = new LinkedHashMap<>();
    for (int n = 0; n < 200; n++) {
      row.put("column" + n, "");
    }

    assertEquals(24, EvidenceLimits.brief(row).size());
    assertEquals(128, EvidenceLimits.bounded(row).size());
  }
}
