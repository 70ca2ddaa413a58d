package io.diffy.schemas.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a group lies in: what Kafka's Java client does with the UTF-8 bytes of a key. */
public final class Partitioning {
  private Partitioning() {}

  /**
   * The partition of everything about one group.
   *
   * @param groupKey text of a {@link io.diffy.schemas.GroupKey}
   */
  public static int of(String groupKey, int partitions) {
    byte[] key = groupKey.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
