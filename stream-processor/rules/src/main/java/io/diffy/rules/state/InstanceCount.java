package io.diffy.rules.state;

import java.time.Instant;

/**
 * How many instances of a group have a {@link InstanceQueries}.
 *
 * @param instances how many
 * @param cleared when it was last looked for instances that answer nothing any more
 */
public record InstanceCount(int instances, Instant cleared) {
  private static final int FORMAT = 1;

  public static final InstanceCount NONE = new InstanceCount(0, Instant.EPOCH);

  public byte[] encode() {
    return StateBytes.write(
        FORMAT,
        out -> {
          out.writeInt(instances);
          StateBytes.writeTime(out, cleared);
        });
  }

  public static InstanceCount decode(byte[] bytes) {
    return bytes == null
        ? NONE
        : StateBytes.read(
            FORMAT, bytes, in -> new InstanceCount(in.readInt(), StateBytes.readTime(in)));
  }
}
