package io.diffy.schemas.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Damages good inputs again and again and gives them to a parser. An input whose outcome is new is
 * kept and damaged further, so the search follows the parser into its corners. The inputs are the
 * same in every run and on every machine.
 *
 * <p>Fails when a parser throws, takes longer than 60 s of CPU for an input, says something else of
 * the same input the second time, or keeps memory.
 */
public final class Fuzz {
  /** Not for how fast a parser is, which the machine decides: for one that never ends. */
  private static final Duration HANGS = Duration.ofSeconds(60);

  private static final int STRETCH_EVERY = 150;
  private static final long MOST_BYTES = 16 << 20;
  private static final long MOST_KEPT_BYTES = 128L << 20;
  private static final int LOOKS = 60;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
  private static final int MOST_SHOWN = 4_096;

  private final List<byte[]> corpus = new ArrayList<>();
  private final Damage damage = new Damage();
  private final FuzzTarget target;
  private final Attempt attempt;
  private long given;

  private Fuzz(FuzzTarget target) {
    this.target = target;
    this.attempt = new Attempt(target, HANGS);
    corpus.addAll(target.good());
  }

  /** Runs; fails the test with the input when something breaks. */
  public static void attack(FuzzTarget target) {
    new Fuzz(target).run();
  }

  private void run() {
    target.good().forEach(this::give);
    long before = Attempt.heap();
    for (int round = 1; round <= target.rounds() && given < MOST_BYTES; round++) {
      give(round % STRETCH_EVERY == 0 ? damage.stretched(target.good()) : damage.of(corpus));
    }
    long own = before + corpus.stream().mapToLong(i -> i.length).sum();
    long grown = Attempt.heap() - own;
    // Other classes run in the same process. What they hold goes away; what a parser keeps does
    // not.
    for (int look = 1; look < LOOKS && grown > MOST_KEPT_BYTES; look++) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      grown = Attempt.heap() - own;
    }
    if (grown > MOST_KEPT_BYTES) {
      fail(target.name() + " keeps " + (grown >> 20) + " MiB");
    }
  }

  private void give(byte[] input) {
    given += input.length;
    try {
      if (attempt.give(input)) {
        corpus.add(input);
      }
    } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(target.name() + " broke on " + shown(input) + ": " + e, e);
    }
  }

  private static String shown(byte[] input) {
    byte[] start = Arrays.copyOf(input, Math.min(MOST_SHOWN, input.length));
    return input.length + " bytes, in base64 " + Base64.getEncoder().encodeToString(start);
  }
}
