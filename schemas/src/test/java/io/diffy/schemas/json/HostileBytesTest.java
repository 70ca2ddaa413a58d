package io.diffy.schemas.json;

import static io.diffy.schemas.TestContracts.ACCEPTED_ON_HOST_7;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestContracts.EVALUATION;
import static io.diffy.schemas.TestContracts.ROUND;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueListener;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Fuzz;
import io.diffy.schemas.TestFindings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes come, a codec reads a value that it can write again, or says why not in a short
 * line without control characters. Nothing else is ever thrown.
 */
class HostileBytesTest {
  @ParameterizedTest
  @MethodSource
  <T> void damaged(Codec<T> codec, T value) {
    Fuzz.attack(List.of(codec.encode(value)), bytes -> outcome(codec, bytes));
  }

  @Test
  void damagedArchive() throws MalformedRecord {
    byte[] line = new ObservationCodec().encode(rogueListener(instance(7), THREE_AM));
    Fuzz.attack(
        List.of(ArchivedLine.of(line), ArchivedLine.of(line, THREE_AM)),
        bytes -> {
          try {
            ArchivedLine.of(bytes, THREE_AM);
            return "archived, " + ArchivedLine.read(bytes).appendedAt().isPresent();
          } catch (MalformedRecord e) {
            return reason(e);
          }
        });
  }

  static Stream<Arguments> damaged() {
    return Stream.of(
        Arguments.of(new ObservationCodec(), rogueListener(instance(7), THREE_AM)),
        Arguments.of(new BaselineCodec(), CRON_BASELINE),
        Arguments.of(new ExceptionRuleCodec(), ACCEPTED_ON_HOST_7),
        Arguments.of(new ControlCodec(), ROUND),
        Arguments.of(new EvaluationCodec(), EVALUATION),
        Arguments.of(new FindingCodec(), TestFindings.CHANGED_SINCE_BASELINE));
  }

  private static <T> String outcome(Codec<T> codec, byte[] bytes) {
    try {
      byte[] once = codec.encode(codec.decode(bytes));
      assertArrayEquals(once, codec.encode(codec.decode(once)));
      return "read";
    } catch (MalformedRecord e) {
      return reason(e);
    }
  }

  private static String reason(MalformedRecord e) {
    String reason = e.getMessage();
    assertTrue(reason.length() < 400, reason);
    assertFalse(Text.hasControlCharacter(reason), reason);
    return reason;
  }
}
