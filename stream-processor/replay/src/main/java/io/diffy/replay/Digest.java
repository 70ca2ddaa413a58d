package io.diffy.replay;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Sixteen bytes that stand for a line. */
final class Digest {
  private Digest() {}

  static byte[] of(byte[] line) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(line), 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
