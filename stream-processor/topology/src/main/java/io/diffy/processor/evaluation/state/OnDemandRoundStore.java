package io.diffy.processor.evaluation.state;

import io.diffy.processor.evaluation.state.RoundCache.Expected;
import io.diffy.rules.state.OpenRound;
import io.diffy.rules.state.RoundCount;
import io.diffy.rules.state.StateKeys;
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
public final class OnDemandRoundStore {
  public static final String ROUNDS = "rounds";

  /** Behind the key of a round: how many of its answers came since it was announced. */
  private static final String COUNT = "answered";

  private final KeyValueStore<String, byte[]> rounds;
  private final TreeMap<String, Instant> deadlines = new TreeMap<>();
  private final RoundCache expected = new RoundCache();

  public OnDemandRoundStore(KeyValueStore<String, byte[]> rounds) {
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
  public Optional<Round> open(Round round, IntSupplier early) {
    String key = StateKeys.of(round.group(), round.roundId());
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
  public Optional<Round> answered(GroupKey group, String roundId, String instanceId, String query) {
    String key = StateKeys.of(group, roundId);
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
  public Optional<Round> overdue(Instant clock) {
    return deadlines.entrySet().stream()
        .filter(e -> e.getValue().isBefore(clock))
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(e -> OpenRound.decode(rounds.get(e.getKey())).round());
  }

  public Optional<Instant> firstDeadline() {
    return deadlines.values().stream().min(Comparator.naturalOrder());
  }

  public Optional<GroupKey> anyGroup() {
    return deadlines.isEmpty()
        ? Optional.empty()
        : Optional.of(GroupKey.parse(StateKeys.split(deadlines.firstKey())[0]));
  }

  public void close(Round round) {
    String key = StateKeys.of(round.group(), round.roundId());
    rounds.delete(key);
    rounds.delete(countOf(key));
    deadlines.remove(key);
    expected.forget(key);
  }

  private static String countOf(String key) {
    return StateKeys.of(key, COUNT);
  }

  /** Of a round the key has two parts. */
  private static boolean isCount(String key) {
    return StateKeys.split(key).length > 2;
  }
}
