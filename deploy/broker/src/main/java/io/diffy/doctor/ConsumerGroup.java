package io.diffy.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A consumer group and how far it is.
 *
 * @param state Kafka's word, in lower case: stable, empty, dead, …
 * @param places the partitions of which it has committed a place
 */
record ConsumerGroup(String name, String state, int members, List<Place> places) {

  /**
   * How far a group is in one partition.
   *
   * @param lag records between its place and the end; transactions' markers count
   * @param moved whether its place moved while it was looked at, or there was nothing to do
   * @param lost records that were deleted before it read them
   * @param oldest when the oldest record that waits was taken; empty when none waits
   */
  record Place(
      String topic, int partition, long lag, boolean moved, long lost, Optional<Instant> oldest) {}

  long lag() {
    return places.stream().mapToLong(Place::lag).sum();
  }

  long lost() {
    return places.stream().mapToLong(Place::lost).sum();
  }
}
