package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.codec.MalformedRecord;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** A record whose components stand as fields. */
final class RecordShape<R extends Record> implements Shape<R> {
  private final RecordComponent[] components;
  private final Constructor<R> constructor;
  private final List<Field<?>> fields;

  RecordShape(Class<R> type, List<Field<?>> fields) {
    this.components = type.getRecordComponents();
    this.fields = fields;
    if (components.length != fields.size()) {
      throw new IllegalArgumentException("not one field for each component of " + type);
    }
    try {
      constructor =
          type.getConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("no public record: " + type, e);
    }
  }

  @Override
  public R read(Fields object) throws MalformedRecord {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).read(object);
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not the fields of " + constructor, e);
    }
  }

  @Override
  public void write(R value, ObjectNode object) {
    for (int i = 0; i < components.length; i++) {
      try {
        write(fields.get(i), object, components[i].getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no field of " + value, e);
      }
    }
  }

  /** A field of another type than its component is a bug that each record of the shape shows. */
  @SuppressWarnings("unchecked")
  private static <T> void write(Field<T> field, ObjectNode object, Object value) {
    field.write(object, (T) value);
  }
}
