package io.diffy.simulator;

import java.util.Collections;
import java.util.List;

/**
 * Chance that depends on nothing but a seed and words: the same words give the same throws, in
 * whatever order hosts are simulated. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
 * Number Generators, 2014), written out because the JDK does not promise its generators' order.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final String LETTERS =
      "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789";

  private final long seed;
  private long state;

  private Dice(long seed) {
    this.seed = seed;
    this.state = seed;
  }

  static Dice of(long seed) {
    return new Dice(mix(seed + GOLDEN_GAMMA));
  }

  /** Other dice, for one purpose: throwing them does not move these. */
  Dice on(Object... words) {
    long hash = FNV_OFFSET;
    for (Object word : words) {
      String text = word.toString();
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * FNV_PRIME;
      }
      hash = (hash ^ 0x1f) * FNV_PRIME;
    }
    return new Dice(mix(seed ^ mix(hash)));
  }

  /** 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }

  /** True in this share of all throws. */
  boolean chance(double share) {
    return (next() >>> 11) * 0x1.0p-53 < share;
  }

  <T> T pick(List<T> options) {
    return options.get(below(options.size()));
  }

  /** So many lower-case hexadecimal digits. */
  String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(below(16), 16));
    }
    return text.toString();
  }

  /** So many letters and digits, as mktemp makes names of. */
  String word(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(below(LETTERS.length())));
    }
    return text.toString();
  }

  /** In place, every order as likely as any other (Fisher and Yates). */
  void shuffle(List<?> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, below(i + 1));
    }
  }

  private long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
