package io.diffy.schemas.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What Jazzer (a fuzzer that follows the branches a parser takes) calls by these names. It knows
 * nothing of Jazzer, so that nothing of it stands on a class path of the build.
 */
public final class JazzerTarget {
  /** Classes are loaded and tables filled by then: what the heap grows by later is kept. */
  private static final int WARM = 5_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long MOST_KEPT_BYTES = 64L << 20;

  private static Attempt attempt;
  private static Path report;
  private static long heapWhenWarm;

  private JazzerTarget() {}

  /**
   * Before the first input.
   *
   * @param args class, target, and the file for the report
   */
  public static void fuzzerInitialize(String[] args) throws Exception {
    FuzzTarget target = FuzzList.find(args[0], args[1]);
    attempt = new Attempt(target, PATIENCE);
    for (byte[] good : target.good()) {
      attempt.give(good);
    }
    report = Path.of(args[2]);
    heapWhenWarm = Attempt.heap();
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    attempt.give(input);
    if (attempt.inputs() == WARM) {
      heapWhenWarm = Attempt.heap();
    }
  }

  /** Writes inputs, outcomes, milliseconds of the slowest input, and MiB the heap grew by. */
  public static void fuzzerTearDown() throws IOException {
    long grown = Attempt.heap() - heapWhenWarm;
    Files.writeString(
        report,
        "%d %d %d %d%n"
            .formatted(attempt.inputs(), attempt.outcomes(), attempt.slowestMillis(), grown >> 20));
    if (grown > MOST_KEPT_BYTES) {
      throw new AssertionError("keeps " + (grown >> 20) + " MiB");
    }
  }
}
