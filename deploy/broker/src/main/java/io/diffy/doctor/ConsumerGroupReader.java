package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How far consumer groups are. Looks twice when somebody lags, to see whether it moves. */
final class ConsumerGroupReader {
  private static final long BETWEEN_LOOKS_SECONDS = 4;

  private final Cluster cluster;
  private final Admin admin;

  ConsumerGroupReader(Cluster cluster, Admin admin) {
    this.cluster = cluster;
    this.admin = admin;
  }

  /** Empty when no processor ever ran. */
  Optional<ConsumerGroup> processor() {
    return read(cluster.applicationId());
  }

  List<ConsumerGroup> sinks() {
    String prefix = cluster.applicationId().replaceFirst("-processor$", "") + "-sink-";
    List<ConsumerGroup> sinks = new ArrayList<>();
    DoctorCalls.await(
            admin.listGroups(ListGroupsOptions.forConsumerGroups()).all(), "list the groups")
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
          DoctorCalls.await(
              admin.describeConsumerGroups(List.of(name)).describedGroups().get(name),
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
    try {
      TimeUnit.SECONDS.sleep(BETWEEN_LOOKS_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("stopped while looking at " + name, e);
    }
    return places(name);
  }

  private Map<TopicPartition, Long> places(String name) {
    Map<TopicPartition, Long> places =
        new TreeMap<>(
            java.util.Comparator.comparing(TopicPartition::topic)
                .thenComparingInt(TopicPartition::partition));
    Map<TopicPartition, OffsetAndMetadata> committed =
        DoctorCalls.await(
            admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata(name),
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
    Map<TopicPartition, OffsetSpec> ask =
        places.keySet().stream().collect(Collectors.toMap(Function.identity(), p -> spec));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    DoctorCalls.await(
            admin.listOffsets(ask, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all(),
            "read where the topics begin and end")
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }
}
