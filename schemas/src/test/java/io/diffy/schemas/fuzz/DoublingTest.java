package io.diffy.schemas.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What takes four times as long for twice the bytes is found and named, what takes twice is not.
 */
class DoublingTest {
  private static final byte[] ROWS =
      "{\"host\":\"i-1\",\"rows\":[{\"port\":\"22\"}]}".getBytes(UTF_8);

  @Test
  void aParserThatComparesEveryByteWithEveryOtherIsFound() throws Exception {
    Doubling worst = Doubling.briefly(target(DoublingTest::everyPair));
    assertTrue(worst.isTooMuch(), worst::toString);
    assertTrue(worst.where().endsWith(" bytes"), worst::toString);
  }

  @Test
  void aParserThatLooksAtEveryByteIsNot() throws Exception {
    assertFalse(Doubling.briefly(target(DoublingTest::everyByte)).isTooMuch());
  }

  @Test
  void rowsColumnsCellsAndDepthGrowEachByThemselves() {
    assertEquals(
        "{\"host\":\"i-1\",\"rows\":[0,{\"port\":\"220\"},{\"port\":\"221\"}]}",
        stretched("rows of /rows", 50));
    assertEquals(
        "{\"host\":\"i-1\",\"rows\":[{\"port\":\"22\",\"port0\":\"220\"}]}",
        stretched("columns of /rows/0", 45));
    assertEquals(
        "{\"host\":\"i-1\",\"rows\":[{\"port\":\"222222\"}]}",
        stretched("cell of /rows/0/port", 40));
    assertEquals("{\"host\":\"i-1\",\"rows\":[[[}", stretched("depth of /rows", 25));
  }

  private static String stretched(String way, int bytes) {
    return Stretch.of(ROWS).stream()
        .filter(each -> each.name().equals(way))
        .map(each -> new String(each.to(bytes), UTF_8))
        .findFirst()
        .orElseThrow();
  }

  private static FuzzTarget target(FuzzTarget.Parser parser) {
    return new FuzzTarget("doubled", List.of(ROWS), parser);
  }

  private static String everyPair(byte[] input) {
    int same = 0;
    for (byte one : input) {
      for (int i = 0; i < input.length; i += 128) {
        same += one == input[i] ? 1 : 0;
      }
    }
    return "pairs " + same;
  }

  private static String everyByte(byte[] input) {
    int sum = 0;
    for (int pass = 0; pass < 100; pass++) {
      for (byte one : input) {
        sum += one;
      }
    }
    return "sum " + sum;
  }
}
