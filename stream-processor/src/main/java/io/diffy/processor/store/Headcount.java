package io.diffy.processor.store;

import java.time.Instant;

/**
 * How many instances of a group have a {@link Roll}.
 *
 * @param instances how many
 * @param cleared when it was last looked for instances that answer nothing any more
 */
public record Headcount(int instances, Instant cleared) {
  private static final int FORMAT = 1;

  public static final Headcount NONE = new Headcount(0, Instant.EPOCH);

  public byte[] encode() {
    return Bytes.write(
        FORMAT,
        out -> {
          out.writeInt(instances);
          Bytes.writeTime(out, cleared);
        });
  }

  public static Headcount decode(byte[] bytes) {
    return bytes == null
        ? NONE
        : Bytes.read(FORMAT, bytes, in -> new Headcount(in.readInt(), Bytes.readTime(in)));
  }
}
