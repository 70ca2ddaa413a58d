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

import io.diffy.schemas.TestFindings;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.text.SafeText;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever bytes come, a codec reads a value that it can write again, or says why not in a short
 * line without control characters. Nothing else is ever thrown.
 */
class HostileBytesTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() throws MalformedRecord {
    return Stream.of(
        codec("observation", new ObservationCodec(), rogueListener(instance(7), THREE_AM)),
        codec("baseline", new BaselineCodec(), CRON_BASELINE),
        codec("exception-rule", new ExceptionRuleCodec(), ACCEPTED_ON_HOST_7),
        codec("control", new ControlCodec(), ROUND),
        codec("evaluation", new EvaluationCodec(), EVALUATION),
        codec("finding", new FindingCodec(), TestFindings.CHANGED_SINCE_BASELINE),
        archivedLine());
  }

  private static <T> FuzzTarget codec(String name, Codec<T> codec, T value) {
    return new FuzzTarget(name, List.of(codec.encode(value)), bytes -> outcome(codec, bytes));
  }

  private static FuzzTarget archivedLine() throws MalformedRecord {
    byte[] line = new ObservationCodec().encode(rogueListener(instance(7), THREE_AM));
    return new FuzzTarget(
        "archived-line",
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
    assertFalse(SafeText.hasControlCharacter(reason), reason);
    return reason;
  }
}
