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
    return new StateWriter(FORMAT).number(instances).time(cleared).done();
  }

  public static InstanceCount decode(byte[] bytes) {
    return bytes == null
        ? NONE
        : StateReader.read(FORMAT, bytes, in -> new InstanceCount(in.number(), in.time()));
  }
}
