package io.diffy.processor.judge;

import io.diffy.processor.judge.ExpectedAnswers.Expected;
import io.diffy.processor.store.Keys;
import io.diffy.processor.store.OpenRound;
import io.diffy.processor.store.RoundCount;
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

  /** Behind the key of a round: how many of its answers came since it was announced. */
  private static final String COUNT = "answered";

  private final KeyValueStore<String, byte[]> rounds;
  private final TreeMap<String, Instant> deadlines = new TreeMap<>();
  private final ExpectedAnswers expected = new ExpectedAnswers();

  RoundBook(KeyValueStore<String, byte[]> rounds) {
    this.rounds = rounds;
    try (KeyValueIterator<String, byte[]> all = rounds.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (!isCount(entry.key)) {
          deadlines.put(entry.key, OpenRound.decode(entry.value).round().deadline());
        }
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
    rounds.put(key, open.encode());
    deadlines.put(key, round.deadline());
    return open.answered() > 0 && open.complete(open.answered())
        ? Optional.of(round)
        : Optional.empty();
  }

  /** Counts the first answer of an expected instance; returns the round when that completes it. */
  Optional<Round> answered(GroupKey group, String roundId, String instanceId, String query) {
    String key = Keys.of(group, roundId);
    if (!deadlines.containsKey(key)) {
      return Optional.empty();
    }
    Expected asked = expected.of(key, () -> OpenRound.decode(rounds.get(key)));
    if (!asked.expects(instanceId, query)) {
      return Optional.empty();
    }
    byte[] counted = rounds.get(countOf(key));
    int before = counted == null ? asked.open().answered() : RoundCount.decode(counted).answered();
    rounds.put(countOf(key), new RoundCount(before + 1).encode());
    return asked.open().complete(before + 1) ? Optional.of(asked.round()) : Optional.empty();
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
    rounds.delete(countOf(key));
    deadlines.remove(key);
    expected.forget(key);
  }

  private static String countOf(String key) {
    return Keys.of(key, COUNT);
  }

  /** Of a round the key has two parts. */
  private static boolean isCount(String key) {
    return Keys.split(key).length > 2;
  }
}
