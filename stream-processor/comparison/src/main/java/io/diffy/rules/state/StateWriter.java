package io.diffy.rules.state;

import java.nio.ByteBuffer;
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
  private ByteBuffer bytes = ByteBuffer.allocate(256);

  StateWriter(int format) {
    small(format);
  }

  byte[] done() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private ByteBuffer room(int size) {
    if (bytes.remaining() < size) {
      int needed = Math.max(2 * bytes.capacity(), bytes.position() + size);
      bytes = ByteBuffer.allocate(needed).put(bytes.flip());
    }
    return bytes;
  }

  /** A number from 0 to 255. */
  StateWriter small(int number) {
    room(1).put((byte) number);
    return this;
  }

  StateWriter flag(boolean flag) {
    return small(flag ? 1 : 0);
  }

  StateWriter number(int number) {
    room(Integer.BYTES).putInt(number);
    return this;
  }

  StateWriter big(long number) {
    room(Long.BYTES).putLong(number);
    return this;
  }

  StateWriter time(Instant time) {
    return big(time.toEpochMilli());
  }

  StateWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length).room(utf8.length).put(utf8);
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
