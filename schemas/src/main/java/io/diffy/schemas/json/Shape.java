package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;

/** How a value stands in a JSON object. */
interface Shape<T> {
  T read(Fields object) throws MalformedRecord;

  void write(T value, ObjectNode object);

  /** Of a record: a field for each of its components, in their order. */
  static <R extends Record> Shape<R> of(Class<R> type, Field<?>... fields) {
    return new RecordShape<>(type, List.of(fields));
  }
}
