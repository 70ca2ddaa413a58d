package io.diffy.schemas.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Doubles inputs and looks at the CPU time: twice the bytes are twice the work, or somebody's long
 * answer stops everybody's.
 *
 * @param times what the worst doubling took, as a multiple of what half of it took: the lesser of
 *     two in a row, because a limit that is reached or a table that grows is one step and no curve
 * @param where the input that was doubled, and to what
 */
record Doubling(double times, String where) {
  /** Twice for twice the bytes; the rest is the machine's: caches, compiler, collector. */
  static final double MOST = 3;

  private static final int SHORT_WAYS = 4;
  private static final int SHORT_FROM = 32 << 10;
  private static final int SHORT_TO = 128 << 10;
  private static final int LONG_WAYS = 60;
  private static final int LONG_FROM = 64 << 10;
  private static final int LONG_TO = 1 << 20;

  /** What takes less is not measured, but guessed. */
  private static final Duration SEEN = Duration.ofMillis(10);

  /** A suspicion is looked at so often, and the quickest counts. */
  private static final int LOOKS = 4;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Fails when one of a few inputs that double takes more than it should; for every build. */
  static void check(FuzzTarget target) throws Exception {
    Doubling worst = briefly(target);
    if (worst.isTooMuch()) {
      throw new AssertionError(
          "%s takes %.1f times as long for twice the input: %s"
              .formatted(target.name(), worst.times, worst.where));
    }
  }

  /** A few inputs, for every build. */
  static Doubling briefly(FuzzTarget target) throws Exception {
    List<Stretch> some = Stretch.some(Stretch.of(target.good()), SHORT_WAYS).toList();
    return worst(target, some, SHORT_FROM, SHORT_TO);
  }

  /** Most ways to make its good inputs longer, and much longer. */
  static Doubling of(FuzzTarget target) throws Exception {
    List<Stretch> most = Stretch.some(Stretch.of(target.good()), LONG_WAYS).toList();
    return worst(target, most, LONG_FROM, LONG_TO);
  }

  /**
   * Writes how many times longer the worst doubling of one parser took, and where; for {@code
   * deploy/fuzz/run}.
   *
   * @param args class, target, and the file for the report
   */
  public static void main(String[] args) throws Exception {
    Doubling worst = of(FuzzList.find(args[0], args[1]));
    write(Path.of(args[2]), worst);
    System.exit(worst.isTooMuch() ? 1 : 0);
  }

  boolean isTooMuch() {
    return times > MOST;
  }

  private static void write(Path report, Doubling worst) throws IOException {
    Files.writeString(report, String.format(Locale.ROOT, "%.1f %s%n", worst.times, worst.where));
  }

  /** To the first that is too much. */
  private static Doubling worst(FuzzTarget target, List<Stretch> ways, int from, int to)
      throws Exception {
    Doubling worst = new Doubling(0, "");
    for (int i = 0; i < ways.size() && !worst.isTooMuch(); i++) {
      worst = worst.orWorse(of(target, ways.get(i), from, to));
    }
    return worst;
  }

  private Doubling orWorse(Doubling other) {
    return other.times > times ? other : this;
  }

  /** To the first doubling that is too much. */
  private static Doubling of(FuzzTarget target, Stretch way, int from, int to) throws Exception {
    Doubling worst = new Doubling(0, "");
    double last = 0;
    long before = quickest(target, way.to(from), 1);
    for (int bytes = 2 * from; bytes <= to && !worst.isTooMuch(); bytes *= 2) {
      long now = quickest(target, way.to(bytes), 1);
      if (now > SEEN.toNanos() && now > MOST * before) {
        before = Math.min(before, quickest(target, way.to(bytes / 2), LOOKS));
        now = Math.min(now, quickest(target, way.to(bytes), LOOKS));
      }
      double times = (double) now / before;
      if (now > SEEN.toNanos()) {
        String where = "%s, %d bytes".formatted(way.name(), bytes);
        worst = worst.orWorse(new Doubling(Math.min(times, last), where));
      }
      last = times;
      before = now;
    }
    return worst;
  }

  private static long quickest(FuzzTarget target, byte[] input, int looks) throws Exception {
    long quickest = Long.MAX_VALUE;
    for (int look = 0; look < looks; look++) {
      long from = THREADS.getCurrentThreadCpuTime();
      target.parser().outcome(input);
      quickest = Math.min(quickest, THREADS.getCurrentThreadCpuTime() - from);
    }
    return quickest;
  }
}
