package io.diffy.schemas.codec;

/** Turns values into UTF-8 JSON and back. Decoding checks the whole contract. */
public interface Codec<T> {
  byte[] encode(T value);

  /**
   * Throws when the bytes are not what the contract says; a null or empty array is malformed too.
   */
  T decode(byte[] bytes) throws MalformedRecord;
}
