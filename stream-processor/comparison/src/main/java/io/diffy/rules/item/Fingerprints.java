package io.diffy.rules.item;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 64-bit names of items: the first eight bytes of a SHA-256. A cryptographic hash, because a host
 * that could find a row with the fingerprint of a common item would hide that row.
 */
public final class Fingerprints {
  private final MessageDigest sha256;

  public Fingerprints() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public long of(String text) {
    return shortened(digest(text));
  }

  /** All 256 bits, for names that leave the process. */
  public byte[] digest(String text) {
    return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The fingerprint that belongs to a digest. */
  public static long shortened(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }

  /** The name of a whole set of items, given its sorted fingerprints. */
  long ofSorted(long[] fingerprints) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * fingerprints.length);
    bytes.asLongBuffer().put(fingerprints);
    return shortened(sha256.digest(bytes.array()));
  }
}
