package io.diffy.rules.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The little that store values need beside {@link DataOutputStream}; they never leave the process's
 * own topics.
 */
final class StateBytes {
  private StateBytes() {}

  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  static byte[] write(int format, Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(format);
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a byte array can't fail", e);
    }
    return bytes.toByteArray();
  }

  /** Refuses bytes of another format instead of misreading them. */
  static <T> T read(int format, byte[] bytes, Reader<T> reader) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      requireFormat(format, in.readByte());
      return reader.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("store value is cut short", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("store value is broken: reset the application's state", e);
    }
  }

  /** For who reads a value in part; everybody else's {@link #read} calls it. */
  static void requireFormat(int format, int found) {
    if (found != format) {
      throw new IllegalStateException(
          "store value of format %d, this version reads %d: reset the application's state"
              .formatted(found, format));
    }
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(readCount(in, 1)), StandardCharsets.UTF_8);
  }

  /**
   * How many parts follow. A broken value must not make room for more than it has.
   *
   * @param least bytes that each part takes at least
   */
  static int readCount(DataInputStream in, int least) throws IOException {
    int count = in.readInt();
    if (count < 0 || (long) count * least > in.available()) {
      throw new EOFException(count + " parts are announced");
    }
    return count;
  }

  static void writeTime(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(time.toEpochMilli());
  }

  static Instant readTime(DataInputStream in) throws IOException {
    return Instant.ofEpochMilli(in.readLong());
  }

  static void writeRow(DataOutputStream out, Map<String, String> row) throws IOException {
    out.writeInt(row.size());
    for (Map.Entry<String, String> cell : row.entrySet()) {
      writeText(out, cell.getKey());
      writeText(out, cell.getValue());
    }
  }

  static Map<String, String> readRow(DataInputStream in) throws IOException {
    int cells = readCount(in, 2 * Integer.BYTES);
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells; i++) {
      row.put(readText(in), readText(in));
    }
    return row;
  }
}
