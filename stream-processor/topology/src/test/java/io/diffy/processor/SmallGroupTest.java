package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Instance;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Five hosts prove little; a past proves more. */
class SmallGroupTest extends WebProdTest {
  @Test
  void whatAppearsInASmallGroupAfterADayIsWorthMoreThanFivePeersCanSay() {
    for (int hour = 0; hour < 30; hour++) {
      collectSmall(THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60), hour >= 25);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(30)));

    Finding finding = onlyFinding();

    assertEquals(Confidence.MEDIUM, finding.confidence());
    assertEquals(2.415, finding.score(), 0.0005, "-log10(0.5 / (26 * 5))");
    assertEquals(
        "1 of 5 instances (launch version 7, ami-0a7, m5.large) has this; it appeared at"
            + " 2026-11-21T04:01:00Z",
        finding.reason());
  }

  @Test
  void whatASmallGroupHadFromTheStartProvesLittleHoweverLongItStays() {
    for (int hour = 0; hour < 30; hour++) {
      collectSmall(THREE_AM.plus(HOUR.multipliedBy(hour)).plusSeconds(60), true);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(30)));

    assertEquals(Confidence.LOW, onlyFinding().confidence());
  }

  /** Five hosts answer. */
  private void collectSmall(Instant at, boolean rogue) {
    for (Instance host : instances(5)) {
      rig.observe(rogueOn(host, at, h -> rogue && h.equals(ATTACKED)));
    }
  }
}
