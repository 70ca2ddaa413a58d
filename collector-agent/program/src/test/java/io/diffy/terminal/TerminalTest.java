package io.diffy.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalTest {

  /** Left: code points in hex of what a host sent. Right: what the screen shows. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        // Clear the screen, set the title, and the same with the one-byte C1 introducer.
        "1b 5b 32 4a,                   \\x1b[2J",
        "1b 5d 30 3b 70 77 07,          \\x1b]0;pw\\x07",
        "9b 33 31 6d,                   \\x9b31m",
        // A second line that looks like one of ours.
        "61 0a 62 0d 63 09 64,          a\\nb\\rc\\td",
        "61 2028 62 85 63,              a\\u2028b\\x85c",
        "61 08 7f 00,                   a\\x08\\x7f\\x00",
        // Trojan source: overrides and isolates.
        "61 202e 66 64 70 2e 202c,      a\\u202efdp.\\u202c",
        "2066 61 2069 200f,             \\u2066a\\u2069\\u200f",
        // Names that look the same as another.
        "73 200b 73 feff 68 ad,         s\\u200bs\\ufeffh\\xad",
        "61 a0 62 3164 2800,            a\\xa0b\\u3164\\u2800",
        // Tag characters, half a surrogate pair, private use, a code point that is no character.
        "61 e0041 d800 e000 fffe,       a\\U000e0041\\ud800\\ue000\\ufffe",
        // What people write stays as it is.
        "6e 61 ef 76 65,                naïve",
        "65e5 672c,                     日本",
        "1f600,                         😀",
      })
  void neutralisesWhatATerminalWouldObey(String codePoints, String shown) {
    assertEquals(shown, Terminal.safe(text(codePoints)));
  }

  @Test
  void keepsAPileOfCombiningMarksOffTheLinesAbove() {
    String pile = Terminal.safe("a" + "\u0301".repeat(50));
    assertTrue(pile.startsWith("a\u0301\u0301\\u0301\\u0301"), pile);
  }

  @Test
  void cutsAMegabyteBeforeLookingAtIt() {
    assertTrue(Terminal.safe("x".repeat(10_000_000)).length() < 200_000);
  }

  @Test
  void countsWideCharactersAsTwoColumnsAndMarksAsNone() {
    assertEquals(4, Terminal.width("日本"));
    assertEquals(1, Terminal.width("e\u0301"));
    assertEquals(2, Terminal.width("😀"));
    assertEquals(5, Terminal.width("plain"));
  }

  @Test
  void cutsToColumnsNotToCharacters() {
    assertEquals("plain", Terminal.cut("plain", 5));
    assertEquals("pla…", Terminal.cut("plain", 4));
    assertEquals("日…", Terminal.cut("日本語", 4));
    assertEquals("", Terminal.cut("plain", 0));
  }

  private static String text(String codePoints) {
    StringBuilder text = new StringBuilder();
    for (String hex : codePoints.strip().split(" ", -1)) {
      text.appendCodePoint(Integer.parseInt(hex, 16));
    }
    return text.toString();
  }

  @Test
  void wordsForAPersonAreBrokenAtSpacesAndNoneIsLost() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Screen narrow = new Screen(stream, stream, 20, false, false, false);

    narrow.tell("drift in web-prod: 3 of 7 hosts differ");
    narrow.tell("   sha256 ba50bde98215060b9197d7220e3f24af886e5e0e and more");
    narrow.tell("");

    assertEquals(
        List.of(
            "drift in web-prod: 3",
            "of 7 hosts differ",
            "   sha256",
            "ba50bde98215060b9197d7220e3f24af886e5e0e",
            "and more",
            ""),
        out.toString(UTF_8).lines().toList());
  }
}
