package io.diffy.rules.item;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An answer of many rows is gone through in the order of the store, and each row once. */
class CanonicalAnswerTest {
  private static final List<Map<String, String>> ROWS =
      IntStream.range(0, 300).mapToObj(n -> Map.of("name", "tool-" + n % 100)).toList();

  private final CanonicalAnswer answer =
      CanonicalAnswer.of(
          QueryRules.unknown(),
          Observation.of(Instance.named("web", "i-1"), "tools", Instant.EPOCH, ROWS));

  @Test
  void rowsGoByTheirItemsAndThoseOfOneItemAsTheyStand() {
    List<Integer> sorted =
        IntStream.range(0, ROWS.size())
            .boxed()
            .sorted(
                Comparator.<Integer, String>comparing(row -> hex(answer.print(row)))
                    .thenComparing(row -> row))
            .toList();

    assertEquals(sorted, Arrays.stream(answer.byPrint()).boxed().toList());
  }

  @Test
  void aFingerprintThatWasAskedForBeforeIsTheSame() {
    Fingerprints known = new Fingerprints();
    List<String> texts = IntStream.range(0, 2_000).mapToObj(n -> "text " + n % 700).toList();

    assertEquals(
        texts.stream().map(text -> new Fingerprints().of(text)).collect(Collectors.toList()),
        texts.stream().map(known::of).toList());
  }

  private static String hex(long print) {
    return "%016x".formatted(print);
  }
}
