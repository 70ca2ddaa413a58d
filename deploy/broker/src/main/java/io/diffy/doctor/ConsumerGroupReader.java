package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.KafkaCalls;
import io.diffy.service.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How far consumer groups are. Looks twice when somebody lags, to see whether it moves. */
record ConsumerGroupReader(Cluster cluster, Admin admin) {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(4);

  /** Empty when no processor ever ran. */
  Optional<ConsumerGroup> processor() {
    return read(cluster.applicationId());
  }

  List<ConsumerGroup> sinks() {
    String prefix = cluster.applicationId().replaceFirst("-processor$", "") + "-sink-";
    List<ConsumerGroup> sinks = new ArrayList<>();
    KafkaCalls.await(
            admin.listGroups(ListGroupsOptions.forConsumerGroups()).all(),
            Doctor.PATIENCE,
            "list the groups")
        .stream()
        .map(GroupListing::groupId)
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .forEach(name -> read(name).ifPresent(sinks::add));
    return sinks;
  }

  private Optional<ConsumerGroup> read(String name) {
    ConsumerGroupDescription group;
    try {
      group =
          KafkaCalls.await(
              admin.describeConsumerGroups(List.of(name)).describedGroups().get(name),
              Doctor.PATIENCE,
              "describe the group " + name);
    } catch (GroupIdNotFoundException none) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> places = places(name);
    if (places.isEmpty() && group.members().isEmpty()) {
      return Optional.empty();
    }
    Map<TopicPartition, Long> ends = offsets(places, OffsetSpec.latest());
    Map<TopicPartition, Long> starts = offsets(places, OffsetSpec.earliest());
    Map<TopicPartition, Long> waiting = new HashMap<>();
    places.forEach(
        (partition, place) -> {
          if (place < ends.get(partition)) {
            waiting.put(partition, Math.max(place, starts.get(partition)));
          }
        });
    Map<TopicPartition, Instant> oldest = OldestWaiting.of(cluster, waiting);
    Map<TopicPartition, Long> later = oldest.isEmpty() ? places : placesLater(name);
    List<ConsumerGroup.Place> read = new ArrayList<>();
    places.forEach(
        (partition, place) ->
            read.add(
                new ConsumerGroup.Place(
                    partition.topic(),
                    partition.partition(),
                    oldest.containsKey(partition) ? ends.get(partition) - place : 0,
                    !place.equals(later.get(partition)),
                    Math.max(0, starts.get(partition) - place),
                    Optional.ofNullable(oldest.get(partition)))));
    return Optional.of(
        new ConsumerGroup(
            name,
            group.groupState().name().toLowerCase(Locale.ROOT),
            group.members().size(),
            List.copyOf(read)));
  }

  private Map<TopicPartition, Long> placesLater(String name) {
    Waiting.pause(BETWEEN_LOOKS, "looking at " + name);
    return places(name);
  }

  private Map<TopicPartition, Long> places(String name) {
    Map<TopicPartition, Long> places =
        new TreeMap<>(
            Comparator.comparing(TopicPartition::topic)
                .thenComparingInt(TopicPartition::partition));
    Map<TopicPartition, OffsetAndMetadata> committed =
        KafkaCalls.await(
            admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata(name),
            Doctor.PATIENCE,
            "read how far " + name + " is");
    committed.forEach(
        (partition, place) -> {
          if (place != null) {
            places.put(partition, place.offset());
          }
        });
    return places;
  }

  private Map<TopicPartition, Long> offsets(Map<TopicPartition, Long> places, OffsetSpec spec) {
    return KafkaCalls.offsets(admin, places.keySet(), spec, IsolationLevel.READ_COMMITTED);
  }
}
