package io.diffy.console.state;

import io.diffy.schemas.GroupKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Small things as bytes. */
final class Packed {
  /** Writes them. */
  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /** Reads them. */
  interface Reading {
    void from(DataInputStream in) throws IOException;
  }

  private Packed() {}

  static byte[] write(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(200);
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't fail", e);
    }
    return bytes.toByteArray();
  }

  static void read(byte[] bytes, Reading reading) {
    try {
      reading.from(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("the console's copy on disk is damaged", e);
    }
  }

  static void time(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(time.getEpochSecond());
    out.writeInt(time.getNano());
  }

  static Instant time(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  static void group(DataOutputStream out, GroupKey group) throws IOException {
    out.writeUTF(group.account());
    out.writeUTF(group.region());
    out.writeUTF(group.asg());
  }

  static GroupKey group(DataInputStream in) throws IOException {
    return new GroupKey(in.readUTF(), in.readUTF(), in.readUTF());
  }
}
