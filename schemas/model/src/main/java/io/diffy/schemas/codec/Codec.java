package io.diffy.schemas.codec;

/** Turns values into UTF-8 JSON and back. Decoding checks the whole contract. */
public interface Codec<T> {
  byte[] encode(T value);

  /**
   * Throws when the bytes are not what the contract says; a null or empty array is malformed too.
   */
  T decode(byte[] bytes) throws MalformedRecord;

  /**
   * Reads what was checked when it came, such as what a store keeps.
   *
   * @param what it is, for the bug that it is when it can't be read
   */
  default T decodeChecked(byte[] bytes, String what) {
    try {
      return decode(bytes);
    } catch (MalformedRecord e) {
      throw new IllegalStateException(what + " that was checked can't be read again", e);
    }
  }
}
