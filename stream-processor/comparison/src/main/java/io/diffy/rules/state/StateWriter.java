package io.diffy.rules.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes a value of a store, part after part; a {@link StateReader} reads them in the same order.
 * They never leave the process's own topics.
 */
final class StateWriter {
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private byte[] bytes;
  private int end;

  StateWriter(int format) {
    this(format, 128);
  }

  /** With so many bytes of room at first. */
  StateWriter(int format, int room) {
    bytes = new byte[room];
    small(format);
  }

  private static VarHandle view(Class<?> numbers) {
    return MethodHandles.byteArrayViewVarHandle(numbers, ByteOrder.BIG_ENDIAN);
  }

  byte[] done() {
    return Arrays.copyOf(bytes, end);
  }

  /** Makes room for as many bytes more; returns where they begin. */
  private int room(int size) {
    if (bytes.length - end < size) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + size));
    }
    end += size;
    return end - size;
  }

  /** A number from 0 to 255. */
  StateWriter small(int number) {
    int at = room(1);
    bytes[at] = (byte) number;
    return this;
  }

  StateWriter flag(boolean flag) {
    return small(flag ? 1 : 0);
  }

  StateWriter number(int number) {
    int at = room(Integer.BYTES);
    INT.set(bytes, at, number);
    return this;
  }

  StateWriter big(long number) {
    int at = room(Long.BYTES);
    LONG.set(bytes, at, number);
    return this;
  }

  StateWriter time(Instant time) {
    return big(time.toEpochMilli());
  }

  StateWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int at = number(utf8.length).room(utf8.length);
    System.arraycopy(utf8, 0, bytes, at, utf8.length);
    return this;
  }

  <T> StateWriter list(Collection<T> list, BiConsumer<StateWriter, T> part) {
    number(list.size());
    return parts(list, part);
  }

  /** A list of at most 255 parts. */
  <T> StateWriter shortList(Collection<T> list, BiConsumer<StateWriter, T> part) {
    small(list.size());
    return parts(list, part);
  }

  private <T> StateWriter parts(Collection<T> list, BiConsumer<StateWriter, T> part) {
    list.forEach(one -> part.accept(this, one));
    return this;
  }

  StateWriter texts(Collection<String> texts) {
    return list(texts, StateWriter::text);
  }

  <T> StateWriter map(Map<String, T> map, BiConsumer<StateWriter, T> value) {
    return list(map.entrySet(), (out, e) -> value.accept(out.text(e.getKey()), e.getValue()));
  }
}
