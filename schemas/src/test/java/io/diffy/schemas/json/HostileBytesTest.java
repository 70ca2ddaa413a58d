package io.diffy.schemas.json;

import static io.diffy.schemas.TestContracts.ACCEPTED_ON_HOST_7;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestContracts.EVALUATION;
import static io.diffy.schemas.TestContracts.ROUND;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come, a codec reads a value that it can write again, or says why not in a short
 * line without control characters. Nothing else is ever thrown.
 */
class HostileBytesTest {
  private static final int ROUNDS = 2_000;
  private static final String[] SPLINTERS = {
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "1e999999999",
    "-0",
    "\\ud800",
    "\\u0000",
    "\u0000",
    "\u001b[2J",
    "\u00ff",
    "\u00c3\u00a9",
    "\u00ed\u00a0\u0080",
    "\"rows\":[]",
    "\"\":\"\""
  };

  @ParameterizedTest
  @MethodSource
  <T> void damaged(Codec<T> codec, T value) {
    byte[] whole = codec.encode(value);
    Random random = new Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      assertReadOrRefused(codec, damage(whole, random));
    }
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
        Arguments.of(new ObservationCodec(), rogueListener(instance(7), THREE_AM)),
        Arguments.of(new BaselineCodec(), CRON_BASELINE),
        Arguments.of(new ExceptionRuleCodec(), ACCEPTED_ON_HOST_7),
        Arguments.of(new ControlCodec(), ROUND),
        Arguments.of(new EvaluationCodec(), EVALUATION));
  }

  private static <T> void assertReadOrRefused(Codec<T> codec, byte[] bytes) {
    try {
      byte[] once = codec.encode(codec.decode(bytes));
      assertArrayEquals(once, codec.encode(codec.decode(once)));
    } catch (MalformedRecord e) {
      String reason = e.getMessage();
      assertTrue(reason.length() < 400, reason);
      assertFalse(Text.hasControlCharacter(reason), reason);
    }
  }

  /** Cuts the end off, or writes a splinter over some place. */
  private static byte[] damage(byte[] whole, Random random) {
    int at = random.nextInt(whole.length);
    if (random.nextInt(10) == 0) {
      return Arrays.copyOf(whole, at);
    }
    byte[] splinter = SPLINTERS[random.nextInt(SPLINTERS.length)].getBytes(ISO_8859_1);
    byte[] damaged = Arrays.copyOf(whole, Math.max(whole.length, at + splinter.length));
    System.arraycopy(splinter, 0, damaged, at, splinter.length);
    return damaged;
  }
}
