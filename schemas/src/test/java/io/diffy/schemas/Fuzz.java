package io.diffy.schemas;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Damages good inputs again and again and gives them to a parser, which says what became of each.
 * An input whose outcome is new is kept and damaged further, so the search follows the parser into
 * its corners. The first run of 2,000 inputs is the same on every machine; {@code
 * -Dfuzz.seconds=600} goes on for so long, for each parser.
 *
 * <p>Fails when a parser throws, takes longer than {@value #SLOWEST_SECONDS} s for an input, or
 * keeps memory.
 */
public final class Fuzz {
  private static final int ROUNDS = 2_000;
  private static final long SLOWEST_SECONDS = 5;
  private static final long MOST_KEPT_BYTES = 128L << 20;
  private static final int MOST_SEEDS = 2_000;
  private static final int LONGEST = 1 << 20;
  private static final int LONGEST_REPEAT = 4_096;
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
    "true",
    "1e999999999",
    "-0",
    "9223372036854775808",
    "\\ud800",
    "\\u0000",
    "\u0000",
    "\n",
    "\r\n",
    "\u001b[2J",
    "\u00ff",
    "\u00c3\u00a9",
    "\u00ed\u00a0\u0080",
    "\"rows\":[]",
    "\"\":\"\"",
    "{\"a\":",
    "[[[[",
    "\u001f\u008b"
  };

  private final Random random = new Random(1);
  private final List<byte[]> corpus = new ArrayList<>();
  private final Set<String> outcomes = new HashSet<>();
  private final Parser parser;

  /** What is under attack. */
  public interface Parser {
    /**
     * Reads an input.
     *
     * @return what became of it, in words that many inputs share: a reason, or that it was read
     */
    String outcome(byte[] input) throws Exception;
  }

  private Fuzz(List<byte[]> good, Parser parser) {
    corpus.addAll(good);
    this.parser = parser;
  }

  /**
   * Runs; fails the test with the input when something breaks.
   *
   * @param good valid inputs to begin with
   */
  public static void attack(List<byte[]> good, Parser parser) {
    new Fuzz(good, parser).run(Duration.ofSeconds(Integer.getInteger("fuzz.seconds", 0)));
  }

  private void run(Duration longer) {
    List.copyOf(corpus).forEach(this::give);
    long before = kept();
    long end = System.nanoTime() + longer.toNanos();
    for (long round = 0; round < ROUNDS || System.nanoTime() < end; round++) {
      give(damaged());
    }
    long grown = kept() - before - corpus.stream().mapToLong(input -> input.length).sum();
    if (grown > MOST_KEPT_BYTES) {
      fail("the parser keeps " + (grown >> 20) + " MiB");
    }
  }

  private void give(byte[] input) {
    long from = System.nanoTime();
    try {
      // Numbers and quoted text would make every outcome new.
      String outcome = parser.outcome(input).replaceAll("\"[^\"]*\"|'[^']*'|[0-9]+", "?");
      if (outcomes.add(outcome) && corpus.size() < MOST_SEEDS) {
        corpus.add(input);
      }
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError("the parser broke on " + shown(input), e);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - from).toSeconds();
    if (seconds >= SLOWEST_SECONDS) {
      fail("the parser took " + seconds + " s for " + shown(input));
    }
  }

  private byte[] damaged() {
    byte[] input = corpus.get(random.nextInt(corpus.size()));
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      input = damagedOnce(input);
    }
    return input;
  }

  private byte[] damagedOnce(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int to = at + random.nextInt(input.length - at + 1);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(input, at);
      case 1 -> joined(input, at, splinter(), at);
      case 2 -> joined(input, at, splinter(), Math.min(input.length, to));
      case 3 -> joined(input, at, new byte[0], to);
      case 4 -> joined(input, to, Arrays.copyOfRange(input, at, to), to);
      case 5 -> joined(input, at, repeated(splinter()), at);
      default -> {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        int from = random.nextInt(other.length + 1);
        yield joined(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
      }
    };
  }

  private byte[] splinter() {
    return SPLINTERS[random.nextInt(SPLINTERS.length)].getBytes(ISO_8859_1);
  }

  private byte[] repeated(byte[] splinter) {
    int times = 1 + random.nextInt(LONGEST_REPEAT);
    byte[] many = new byte[splinter.length * times];
    for (int i = 0; i < many.length; i++) {
      many[i] = splinter[i % splinter.length];
    }
    return many;
  }

  /** The input up to a place, something else, and the input again from another place on. */
  private static byte[] joined(byte[] input, int to, byte[] middle, int from) {
    int length = Math.min(LONGEST, to + middle.length + input.length - from);
    byte[] whole = Arrays.copyOf(Arrays.copyOf(input, to), Math.max(length, to));
    int copied = Math.min(middle.length, whole.length - to);
    System.arraycopy(middle, 0, whole, to, copied);
    int rest = Math.min(input.length - from, whole.length - to - copied);
    System.arraycopy(input, from, whole, to + copied, Math.max(0, rest));
    return whole;
  }

  private static long kept() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static String shown(byte[] input) {
    return input.length + " bytes, in base64 " + Base64.getEncoder().encodeToString(input);
  }
}
