package io.diffy.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Nothing of a host's text is obeyed by a screen, and none is wider than there is room. */
class FuzzedScreenTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
            "terminal-safe",
            List.of(
                "\u001b[2J\u202e a\u0301\u0301\u0301 \u4e2d\u6587 \ud83d\ude00\r\n".getBytes(UTF_8),
                "plain text of some words ".repeat(20).getBytes(UTF_8)),
            FuzzedScreenTest::outcome));
  }

  private static String outcome(byte[] input) throws Exception {
    // Read as UTF-16 too: half characters come from JSON's \\ud800.
    for (String text :
        List.of(
            new String(input, UTF_8),
            StandardCharsets.UTF_16BE.decode(ByteBuffer.wrap(input)).toString())) {
      String safe = Terminal.safe(text);
      assertHarmless(safe);
      assertTrue(Terminal.width(Terminal.cut(safe, 20)) <= 20);
      Terminal.wrap(safe, 40).forEach(line -> assertTrue(Terminal.width(line) <= 40, line));
      String json = Json.mapper().writeValueAsString(text);
      String shown = Terminal.safeJson(json);
      assertEquals(Json.mapper().readTree(json), Json.mapper().readTree(shown));
      assertHarmless(shown);
    }
    return "safe";
  }

  private static void assertHarmless(String text) {
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              assertTrue(
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.SURROGATE
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR,
                  () -> Integer.toHexString(c));
            });
  }
}
