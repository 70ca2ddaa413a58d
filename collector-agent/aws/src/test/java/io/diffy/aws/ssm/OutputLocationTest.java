package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputLocationTest {
  private static final OutputLocation PLACE = OutputLocation.of("out", "/diffy/", "run-1");
  private static final String HOST = "diffy/runs/run-1/c-1/i-1/";
  private static final String USUAL = HOST + "awsrunShellScript/0.awsrunShellScript/stdout";

  @Test
  void aRunHasItsOwnFolder() {
    assertEquals("diffy/runs/run-1", PLACE.prefix());
    assertEquals("runs/run-1", OutputLocation.of("out", "", "run-1").prefix());
  }

  @Test
  void theKeyIsFoundWhateverStandsInTheMiddle() {
    String odd = HOST + "awsrunShellScript/runOsquery/stdout";
    assertEquals(Optional.of(odd), key(HOST + "x/stderr", odd));
    assertEquals(Optional.of(USUAL), key(USUAL));
  }

  @Test
  void theUsualKeyIsTakenOfSeveralAndNoneWhenNobodyKnows() {
    assertEquals(Optional.of(USUAL), key(HOST + "a/stdout", USUAL, HOST + "b/stdout"));
    assertEquals(Optional.empty(), key(HOST + "a/stdout", HOST + "b/stdout"));
  }

  @Test
  void theKeysOfAnotherInstanceAreNotItsOwn() {
    assertEquals(Optional.empty(), key("diffy/runs/run-1/c-1/i-11/a/stdout"));
    assertEquals(Optional.empty(), key("diffy/runs/run-1/c-2/i-1/a/stdout"));
  }

  private static Optional<String> key(String... keys) {
    return PLACE.stdout("c-1", "i-1", List.of(keys));
  }

  @Test
  void inlineOutputIsWholeBelowTwentyFourThousandBytes() {
    assertFalse(Truncation.isCutInline("x".repeat(23_999)));
    assertTrue(Truncation.isCutInline("x".repeat(24_000)));
    assertTrue(Truncation.isCutInline("\u00e9".repeat(12_000)), "the agent counts bytes");
    assertTrue(Truncation.isCutInline("x--output truncated--\n"));
  }

  @Test
  void theMarkCountsOnlyAtTheEnd() {
    assertTrue(Truncation.isMarked("x--output truncated--".getBytes(StandardCharsets.UTF_8)));
    assertFalse(Truncation.isMarked("--output truncated-- x".getBytes(StandardCharsets.UTF_8)));
    assertFalse(Truncation.isMarked(new byte[0]));
  }
}
