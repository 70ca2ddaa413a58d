package io.diffy.remote.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A burst, then so many a second, for each host by itself. */
final class AllowanceTest {
  private static final long SECOND = 1_000_000_000L;

  private final Allowance allowance = new Allowance(2, 5);

  @Test
  void aBurstIsAllowedAndThenWhatComesSlowly() {
    assertEquals(5, allowed("a", 0));
    assertEquals(5, allowed("b", 0), "of others nothing is taken");
    assertEquals(2, allowed("a", SECOND));
    assertEquals(5, allowed("a", 100 * SECOND), "no more than a burst is saved");
  }

  private long allowed(String name, long now) {
    return IntStream.range(0, 20).filter(n -> allowance.take(name, now)).count();
  }
}
