package io.diffy.schemas.json;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A name for bytes: half of their SHA-256. Hosts choose what they answer, so a name that somebody
 * could give to other bytes would hide these.
 */
public record RowsName(long high, long low) {
  /** Of bytes in an array. */
  static RowsName of(byte[] bytes, int from, int to) {
    MessageDigest sha256 = sha256();
    sha256.update(bytes, from, to - from);
    return of(sha256);
  }

  /** Of the same bytes where they mean something else: for the host and the question named here. */
  public RowsName under(String... texts) {
    MessageDigest sha256 = sha256();
    sha256.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array());
    for (String text : texts) {
      // With its length, so that no two lists read alike.
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Character.BYTES * text.length());
      bytes.putInt(text.length()).asCharBuffer().put(text);
      sha256.update(bytes.array());
    }
    return of(sha256);
  }

  private static RowsName of(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new RowsName(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
