package io.diffy.processor.judge;

import io.diffy.processor.store.Keys;
import io.diffy.processor.store.OpenRound;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The on-demand rounds that are still open. A round leaves the store {@code rounds} when all
 * expected answers have come, or at its deadline.
 */
final class RoundBook {
  static final String ROUNDS = "rounds";

  private final KeyValueStore<String, byte[]> rounds;
  private final TreeMap<String, Instant> deadlines = new TreeMap<>();

  RoundBook(KeyValueStore<String, byte[]> rounds) {
    this.rounds = rounds;
    try (KeyValueIterator<String, byte[]> all = rounds.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        deadlines.put(entry.key, OpenRound.decode(entry.value).round().deadline());
      }
    }
  }

  /**
   * Announced twice is announced once. Returns the round when that completes it: announcement and
   * answers lie on two topics, and brokers may hand out the answers first.
   *
   * @param early how many of its first answers have come before it
   */
  Optional<Round> open(Round round, IntSupplier early) {
    String key = Keys.of(round.group(), round.roundId());
    if (rounds.get(key) != null) {
      return Optional.empty();
    }
    OpenRound open = new OpenRound(round, early.getAsInt());
    put(key, open);
    return open.answered() > 0 && open.complete() ? Optional.of(round) : Optional.empty();
  }

  /** Counts the first answer of an expected instance; returns the round when that completes it. */
  Optional<Round> answered(GroupKey group, String roundId, String instanceId, String query) {
    String key = Keys.of(group, roundId);
    byte[] stored = rounds.get(key);
    if (stored == null) {
      return Optional.empty();
    }
    OpenRound open = OpenRound.decode(stored);
    if (!open.expects(instanceId, query)) {
      return Optional.empty();
    }
    OpenRound next = open.withOneMore();
    put(key, next);
    return next.complete() ? Optional.of(next.round()) : Optional.empty();
  }

  /** A round whose deadline lies before {@code clock}, the earliest first. */
  Optional<Round> overdue(Instant clock) {
    return deadlines.entrySet().stream()
        .filter(e -> e.getValue().isBefore(clock))
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(e -> OpenRound.decode(rounds.get(e.getKey())).round());
  }

  Optional<Instant> firstDeadline() {
    return deadlines.values().stream().min(Comparator.naturalOrder());
  }

  Optional<GroupKey> anyGroup() {
    return deadlines.isEmpty()
        ? Optional.empty()
        : Optional.of(GroupKey.parse(Keys.split(deadlines.firstKey())[0]));
  }

  void close(Round round) {
    String key = Keys.of(round.group(), round.roundId());
    rounds.delete(key);
    deadlines.remove(key);
  }

  private void put(String key, OpenRound round) {
    rounds.put(key, round.encode());
    deadlines.put(key, round.round().deadline());
  }
}
