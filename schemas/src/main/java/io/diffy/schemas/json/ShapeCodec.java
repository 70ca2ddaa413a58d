package io.diffy.schemas.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;

/** Reads and writes records of which there are few, by the shape they have in JSON. */
abstract class ShapeCodec<T> implements Codec<T> {
  private final Shape<T> shape;
  private final int maxBytes;
  private final String advice;

  /**
   * @param maxBytes largest record read
   * @param advice what to do about larger ones
   */
  ShapeCodec(Shape<T> shape, int maxBytes, String advice) {
    this.shape = shape;
    this.maxBytes = maxBytes;
    this.advice = advice;
  }

  @Override
  public final byte[] encode(T value) {
    ObjectNode tree = Nodes.object();
    shape.write(value, tree);
    return Encoding.bytes(json -> Json.mapper().writeTree(json, tree));
  }

  @Override
  public final T decode(byte[] bytes) throws MalformedRecord {
    return Decoding.of(
        bytes,
        maxBytes,
        advice,
        parser -> {
          T value = read(parser);
          check(value);
          return value;
        });
  }

  /** Reads the object the parser stands on. */
  T read(JsonParser parser) throws IOException, MalformedRecord {
    return shape.read(Fields.read(parser));
  }

  /** What the contract asks between fields. */
  void check(T value) throws MalformedRecord {}
}
