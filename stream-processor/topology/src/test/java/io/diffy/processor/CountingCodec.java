package io.diffy.processor;

import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;

/** Counts how often a value is written and read. */
public final class CountingCodec<T> implements Codec<T> {
  private final Codec<T> codec;
  private int encoded;
  private int decoded;

  public CountingCodec(Codec<T> codec) {
    this.codec = codec;
  }

  public int encoded() {
    return encoded;
  }

  public int decoded() {
    return decoded;
  }

  @Override
  public byte[] encode(T value) {
    encoded++;
    return codec.encode(value);
  }

  @Override
  public T decode(byte[] bytes) throws MalformedRecord {
    decoded++;
    return codec.decode(bytes);
  }
}
