package io.diffy.schemas.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static final List<String> COMMANDS =
      List.of("replay", "explain", "accept", "hosts", "findings", "new analysis", "new baseline");

  @Test
  void aLetterTooFewTooManyWrongOrSwappedIsUnderstood() {
    for (String typed : List.of("repay", "replayy", "reolay", "rpelay", "REPLAY", "re-play")) {
      assertEquals(List.of("replay"), Nearest.of(typed, COMMANDS), typed);
    }
  }

  @Test
  void whoLeavesAPartOutIsUnderstood() {
    assertEquals("; did you mean new analysis?", Nearest.question("analysis", COMMANDS));
  }

  @Test
  void whoLeavesAWordOutAndMistypesAnotherIsUnderstood() {
    List<String> settings = List.of("DIFFY_GROUP", "DIFFY_ALL_HOSTS", "DIFFY_PLUGIN_WEBHOOK_URL");
    assertEquals("DIFFY_PLUGIN_WEBHOOK_URL", Nearest.of("DIFFY_WEBHOK_URL", settings).get(0));
  }

  @Test
  void ofManyTheThreeNearestAreNamed() {
    List<String> hosts = List.of("web-19", "web-1", "web-2", "web-11", "db-7");
    assertEquals("; did you mean web-1, web-11 or web-19?", Nearest.question("web-1x", hosts));
  }

  @Test
  void whatIsNearNothingIsNotGuessed() {
    assertEquals("", Nearest.question("zzzzzz", COMMANDS));
    assertEquals("", Nearest.question("", COMMANDS));
  }

  @Test
  void aNameOfAMegabyteCostsNoTime() {
    assertEquals(List.of(), Nearest.of("x".repeat(1 << 20), List.of("y".repeat(1 << 20))));
  }
}
