package io.diffy.agent.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A text comes line by line, however long its lines are. */
class LinesTest {
  private final List<String> lines = new ArrayList<>();

  @Test
  void linesMayBeLongerThanABlockAndEndAsTheyLike() throws IOException {
    String wide = "é".repeat(20_000);
    assertFalse(read("a\r\n" + wide + "\n\nb\rc\n", 1 << 20));
    assertEquals(List.of("a", wide, "", "b\rc", ""), lines);
  }

  @Test
  void aTextWithoutAnEndOfLineIsOneLine() throws IOException {
    assertFalse(read("", 100));
    assertFalse(read("x", 1));
    assertEquals(List.of("", "x"), lines);
  }

  @Test
  void whatIsTooLongIsReadToThere() throws IOException {
    assertTrue(read("one\ntwo\nthree", 9));
    assertEquals(List.of("one", "two", "t"), lines);
  }

  private boolean read(String text, int most) throws IOException {
    return Lines.each(new ByteArrayInputStream(text.getBytes(UTF_8)), most, lines::add);
  }
}
