package io.diffy.schemas.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes bad inputs of good ones; the same in every run. */
final class Damage {
  private static final int LONGEST = 320 << 10;
  private static final int LONGEST_REPEAT = 4_096;

  /** Long enough that a parser which looks at every pair of bytes is seen. */
  private static final int STRETCHED = 256 << 10;

  private static final String[] SPLINTERS = {
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "=",
    " ",
    "/",
    "-",
    "#",
    "null",
    "true",
    "1e999999999",
    "-0",
    "-1",
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
    "\u00e2\u0080\u00ae",
    "\"rows\":[]",
    "\"\":\"\"",
    "{\"a\":",
    "[[[[",
    "\u001f\u008b",
    "]]>",
    "</script>",
    "../"
  };

  private final Random random = new Random(1);

  byte[] of(List<byte[]> corpus) {
    byte[] input = any(corpus);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      input = once(input, corpus);
    }
    return input;
  }

  /** An input with a piece of it that stands there very often. */
  byte[] stretched(List<byte[]> corpus) {
    byte[] input = any(corpus);
    int at = random.nextInt(input.length + 1);
    int to = Math.min(input.length, at + 1 + random.nextInt(40));
    byte[] piece = random.nextBoolean() ? splinter() : Arrays.copyOfRange(input, at, to);
    return joined(input, at, repeated(piece, STRETCHED / Math.max(1, piece.length)), at);
  }

  private byte[] once(byte[] input, List<byte[]> corpus) {
    int at = random.nextInt(input.length + 1);
    int to = at + random.nextInt(input.length - at + 1);
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(input, at);
      case 1 -> joined(input, at, splinter(), at);
      case 2 -> joined(input, at, splinter(), Math.min(input.length, to));
      case 3 -> joined(input, at, new byte[0], to);
      case 4 -> joined(input, to, Arrays.copyOfRange(input, at, to), to);
      case 5 -> joined(input, at, repeated(splinter(), 1 + random.nextInt(LONGEST_REPEAT)), at);
      case 6 ->
          joined(
              input, at, new byte[] {(byte) random.nextInt(256)}, Math.min(input.length, at + 1));
      default -> {
        byte[] other = any(corpus);
        int from = random.nextInt(other.length + 1);
        yield joined(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
      }
    };
  }

  private byte[] any(List<byte[]> corpus) {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] splinter() {
    return SPLINTERS[random.nextInt(SPLINTERS.length)].getBytes(ISO_8859_1);
  }

  private static byte[] repeated(byte[] splinter, int times) {
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
}
