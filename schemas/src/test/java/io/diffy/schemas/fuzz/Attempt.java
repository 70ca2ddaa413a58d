package io.diffy.schemas.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Gives inputs to one parser and keeps what came of it. */
final class Attempt {
  private static final int TWICE_EVERY = 16;
  private static final int MOST_OUTCOMES = 10_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final FuzzTarget target;
  private final Duration patience;
  private final Set<String> outcomes = new HashSet<>();
  private long inputs;
  private long slowestNanos;

  /**
   * Nothing was given yet.
   *
   * @param patience with one input, in CPU time: a busy machine makes no parser slow
   */
  Attempt(FuzzTarget target, Duration patience) {
    this.target = target;
    this.patience = patience;
  }

  /**
   * One input; every now and then twice, because the same bytes must have the same outcome.
   *
   * @return whether its outcome is new
   */
  boolean give(byte[] input) throws Exception {
    long from = THREADS.getCurrentThreadCpuTime();
    String outcome = target.parser().outcome(input.clone());
    long took = THREADS.getCurrentThreadCpuTime() - from;
    slowestNanos = Math.max(slowestNanos, took);
    if (took > patience.toNanos()) {
      throw new AssertionError("took " + Duration.ofNanos(took).toMillis() + " ms");
    }
    if (++inputs % TWICE_EVERY == 0) {
      String again = target.parser().outcome(input.clone());
      if (!again.equals(outcome)) {
        throw new AssertionError("first " + outcome + ", then " + again);
      }
    }
    // Numbers and quoted text would make every outcome new.
    String kind = outcome.replaceAll("\"[^\"]*+\"|'[^']*+'|[0-9]++", "?");
    return outcomes.size() < MOST_OUTCOMES && outcomes.add(kind);
  }

  long inputs() {
    return inputs;
  }

  int outcomes() {
    return outcomes.size();
  }

  long slowestMillis() {
    return Duration.ofNanos(slowestNanos).toMillis();
  }

  /** Bytes of the heap that are in use after a collection. */
  static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
