package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.text.SafeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One field of a JSON object: its name, and how its value is read, checked and written. */
record Field<T>(String name, Reader<T> reader, Writer<T> writer) {

  /** Takes the value of a field. */
  interface Reader<T> {
    T read(Fields object, String field) throws MalformedRecord;
  }

  /** Puts the value of a field. */
  interface Writer<T> {
    void write(ObjectNode object, String field, T value);
  }

  T read(Fields object) throws MalformedRecord {
    return reader.read(object, name);
  }

  void write(ObjectNode object, T value) {
    writer.write(object, name, value);
  }

  static <T> Field<T> text(String field, Reader<T> reader, Function<T, String> words) {
    return new Field<>(
        field, reader, (o, name, value) -> o.put(name, SafeText.wellFormed(words.apply(value))));
  }

  static Field<String> name(String field) {
    return text(field, Fields::name, Function.identity());
  }

  /** A name that may be absent or empty. */
  static Field<String> nameOrEmpty(String field) {
    return text(field, Fields::nameOrEmpty, Function.<String>identity()).orElse("");
  }

  /** Two names and what joins them, not empty. */
  static Field<String> id(String field) {
    return text(field, Fields::id, Function.identity());
  }

  /** Text for a person, cut to what the reader takes. */
  static Field<String> sentence(String field) {
    return text(field, Fields::sentence, text -> SafeText.cut(text, Fields.MAX_SENTENCE));
  }

  static Field<GroupKey> group(String field) {
    return text(field, Fields::group, GroupKey::toString);
  }

  static Field<Instant> time(String field) {
    return text(field, Fields::time, Instant::toString);
  }

  /** An enum constant by its lower-case word. */
  static <E extends Enum<E>> Field<E> word(String field, Class<E> type) {
    return text(field, (o, name) -> o.word(name, type), Checks::word);
  }

  /** A whole number that is not below the least. */
  static Field<Integer> integer(String field, int least) {
    return new Field<>(
        field, (o, name) -> o.integer(name, least, Integer.MAX_VALUE), ObjectNode::put);
  }

  /** A finite number; writing anything else is a bug of the rules, and JSON has no word for it. */
  static Field<Double> number(String field) {
    return new Field<>(
        field,
        Fields::number,
        (o, name, number) -> {
          if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("\"" + name + "\" is " + number);
          }
          o.put(name, number);
        });
  }

  static Field<Boolean> flag(String field) {
    return new Field<>(field, Fields::flag, ObjectNode::put);
  }

  static Field<List<String>> names(String field) {
    return new Field<>(
        field,
        Fields::names,
        (o, name, texts) -> {
          ArrayNode array = o.putArray(name);
          texts.forEach(text -> array.add(SafeText.wellFormed(text)));
        });
  }

  static <R> Field<R> object(String field, Shape<R> shape) {
    return new Field<>(
        field,
        (o, name) -> shape.read(o.object(name)),
        (o, name, value) -> shape.write(value, o.putObject(name)));
  }

  static <R> Field<List<R>> objects(String field, Shape<R> shape) {
    return new Field<>(
        field,
        (o, name) -> {
          List<R> values = new ArrayList<>();
          for (Fields one : o.objects(name)) {
            values.add(shape.read(one));
          }
          return List.copyOf(values);
        },
        (o, name, values) -> {
          ArrayNode array = o.putArray(name);
          values.forEach(value -> shape.write(value, array.addObject()));
        });
  }

  /** A record whose fields stand among those around it. */
  static <R> Field<R> flat(Shape<R> shape) {
    return new Field<>("", (o, name) -> shape.read(o), (o, name, value) -> shape.write(value, o));
  }

  /** The same, where it may be absent. */
  Field<Optional<T>> optional() {
    return new Field<>(
        name,
        (o, field) -> o.has(field) ? Optional.of(reader.read(o, field)) : Optional.empty(),
        (o, field, value) -> value.ifPresent(one -> writer.write(o, field, one)));
  }

  /** The same, where absence means this; then it is not written either. */
  Field<T> orElse(T absent) {
    return new Field<>(
        name,
        orDefault(absent).reader,
        (o, field, value) -> {
          if (!value.equals(absent)) {
            writer.write(o, field, value);
          }
        });
  }

  /** The same, where older records leave it out. */
  Field<T> orDefault(T absent) {
    return new Field<>(name, (o, field) -> o.has(field) ? reader.read(o, field) : absent, writer);
  }
}
