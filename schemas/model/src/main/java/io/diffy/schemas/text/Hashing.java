package io.diffy.schemas.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash functions that every Java has. */
public final class Hashing {
  private Hashing() {}

  /** One that has taken nothing yet, such as {@code SHA-256}. */
  public static MessageDigest by(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  /** The SHA-256 in hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(by("SHA-256").digest(bytes));
  }
}
