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
  /** A power of two. */
  private static final int KNOWN = 256;

  private static final int SHORT = 64;

  /** Copied for each: to ask Java for one costs as much as to hash a row. */
  private static final MessageDigest FRESH = fresh();

  private final MessageDigest sha256;

  /** Short texts that were asked for of late: of most columns the rows of an answer share some. */
  private String[] texts = new String[0];

  private long[] known = new long[0];

  public Fingerprints() {
    sha256 = copied();
  }

  private static MessageDigest copied() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return fresh();
    }
  }

  private static MessageDigest fresh() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public long of(String text) {
    if (text.length() > SHORT) {
      return shortened(digest(text));
    }
    if (texts.length == 0) {
      // Most that hash an answer are asked for none.
      texts = new String[KNOWN];
      known = new long[KNOWN];
    }
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 16)) & (KNOWN - 1);
    if (!text.equals(texts[place])) {
      known[place] = shortened(digest(text));
      texts[place] = text;
    }
    return known[place];
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
