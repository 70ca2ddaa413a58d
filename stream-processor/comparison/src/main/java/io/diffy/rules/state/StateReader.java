package io.diffy.rules.state;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads what a {@link StateWriter} wrote. */
final class StateReader {
  private final ByteBuffer bytes;
  private final int format;

  private StateReader(byte[] value) {
    bytes = ByteBuffer.wrap(value);
    format = bytes.get();
  }

  static <T> T read(int format, byte[] value, Function<StateReader, T> reader) {
    return read(Set.of(format), value, reader);
  }

  /** Refuses bytes of another format instead of misreading them. */
  static <T> T read(Set<Integer> formats, byte[] value, Function<StateReader, T> reader) {
    try {
      StateReader in = new StateReader(value);
      requireFormat(formats, in.format);
      return reader.apply(in);
    } catch (BufferUnderflowException e) {
      throw new UncheckedIOException("store value is cut short", new EOFException());
    } catch (IllegalArgumentException e) {
      throw new UnreadableState("store value is broken: reset the application's state", e);
    }
  }

  /** For who reads a value in part; everybody else's {@link #read} calls it. */
  static void requireFormat(Set<Integer> formats, int found) {
    if (!formats.contains(found)) {
      throw new UnreadableState(
          "store value of format %d, this version reads %s: reset the application's state"
              .formatted(
                  found,
                  formats.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "))),
          null);
    }
  }

  /** In which of the formats that can be read it was written. */
  int format() {
    return format;
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  int small() {
    return Byte.toUnsignedInt(bytes.get());
  }

  boolean flag() {
    return bytes.get() != 0;
  }

  int number() {
    return bytes.getInt();
  }

  long big() {
    return bytes.getLong();
  }

  Instant time() {
    return Instant.ofEpochMilli(big());
  }

  String text() {
    int length = count(1);
    int at = bytes.position();
    bytes.position(at + length);
    return length == 0 ? "" : new String(bytes.array(), at, length, StandardCharsets.UTF_8);
  }

  /**
   * How many parts follow. A broken value must not make room for more than it has.
   *
   * @param least bytes that each part takes at least
   */
  int count(int least) {
    int count = number();
    if (count < 0 || (long) count * least > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    return count;
  }

  <T> List<T> list(Function<StateReader, T> part) {
    return parts(count(1), part);
  }

  <T> List<T> shortList(Function<StateReader, T> part) {
    return parts(small(), part);
  }

  private <T> List<T> parts(int count, Function<StateReader, T> part) {
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(part.apply(this));
    }
    return List.copyOf(list);
  }

  List<String> texts() {
    return list(StateReader::text);
  }

  /** In the order in which it was written. */
  <T> Map<String, T> map(Function<StateReader, T> value) {
    Map<String, T> map = new LinkedHashMap<>();
    for (int left = count(Integer.BYTES); left > 0; left--) {
      map.put(text(), value.apply(this));
    }
    return map;
  }
}
