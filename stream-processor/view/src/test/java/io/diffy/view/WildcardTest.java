package io.diffy.view;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WildcardTest {
  @Test
  void aStarIsAnyText() {
    assertTrue(new Wildcard("/tmp/*").test("/tmp/x/y"));
    assertTrue(new Wildcard("*/x").test("/tmp/x"));
    assertTrue(new Wildcard("/*/x").test("/tmp/x"));
    assertTrue(new Wildcard("*").test(""));
    assertTrue(new Wildcard("a*b*c").test("abbc"));
    assertFalse(new Wildcard("a*a").test("a"));
    assertFalse(new Wildcard("/tmp/x").test("/tmp/xy"));
    assertFalse(new Wildcard("a*b*c").test("acb"));
  }

  @Test
  void theOtherSignsOfPatternsAreWhatTheyAre() {
    assertTrue(new Wildcard("a.?[b]").test("a.?[b]"));
    assertFalse(new Wildcard("a.?[b]").test("axyb"));
  }

  @Test
  void noTextOfAHostMakesItSlow() {
    String text = "a".repeat(1_000_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> new Wildcard("*a".repeat(50) + "*b").test(text));
  }
}
