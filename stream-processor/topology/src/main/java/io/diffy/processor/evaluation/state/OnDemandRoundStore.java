package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.Table;
import io.diffy.rules.state.OpenRound;
import io.diffy.rules.state.RoundCount;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The on-demand rounds that are still open. A round leaves the store {@code rounds} when all
 * expected answers have come, or at its deadline.
 */
public final class OnDemandRoundStore {
  public static final StoreName ROUNDS = StoreName.state("rounds");

  /** Behind the key of a round: how many of its answers came since it was announced. */
  private static final String COUNT = "answered";

  /** A round may name a mebibyte of instances. */
  private static final int MOST_LATEST = 16;

  private final Table<OpenRound> rounds;
  private final Table<RoundCount> counts;
  private final TreeMap<String, Instant> deadlines = new TreeMap<>();

  /** Of the rounds that answers came for last; only a copy of what the store has. */
  private final Map<String, Members> latest = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A round and who is asked in it: to read the 10,000 names of a big round for each of its 30,000
   * answers takes minutes.
   */
  private record Members(OpenRound open, Set<String> instances) {
    boolean include(String instanceId, String query) {
      return instances.contains(instanceId) && open.round().queries().contains(query);
    }
  }

  public OnDemandRoundStore(KeyValueStore<String, byte[]> store) {
    this.rounds = new Table<>(store, OpenRound::encode, OpenRound::decode);
    this.counts = new Table<>(store, RoundCount::encode, RoundCount::decode);
    Table.ofBytes(store)
        .forEach(
            (key, stored) -> {
              if (!isCount(key)) {
                deadlines.put(key, OpenRound.decode(stored).round().deadline());
              }
            });
  }

  /**
   * Announced twice is announced once. Returns the round when that completes it: announcement and
   * answers lie on two topics, and brokers may hand out the answers first.
   *
   * @param early how many of its first answers have come before it
   */
  public Optional<Round> open(Round round, IntSupplier early) {
    String key = key(round);
    if (rounds.get(key).isPresent()) {
      return Optional.empty();
    }
    OpenRound open = new OpenRound(round, early.getAsInt());
    rounds.put(open, key);
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
    Members asked = members(key);
    if (!asked.include(instanceId, query)) {
      return Optional.empty();
    }
    int before = counts.get(key, COUNT).map(RoundCount::answered).orElse(asked.open().answered());
    counts.put(new RoundCount(before + 1), key, COUNT);
    return asked.open().complete(before + 1) ? Optional.of(asked.open().round()) : Optional.empty();
  }

  /** A round whose deadline lies before {@code clock}, the earliest first. */
  public Optional<Round> overdue(Instant clock) {
    if (deadlines.isEmpty()) {
      return Optional.empty(); // asked for each record, and few groups have a round
    }
    return deadlines.entrySet().stream()
        .filter(e -> e.getValue().isBefore(clock))
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(e -> rounds.get(e.getKey()).orElseThrow().round());
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
    String key = key(round);
    rounds.delete(key);
    counts.delete(key, COUNT);
    deadlines.remove(key);
    latest.remove(key);
  }

  private Members members(String key) {
    Members known = latest.get(key);
    if (known == null) {
      OpenRound open = rounds.get(key).orElseThrow();
      known = new Members(open, new HashSet<>(open.round().expected()));
      latest.put(key, known);
      if (latest.size() > MOST_LATEST) {
        latest.remove(latest.keySet().iterator().next());
      }
    }
    return known;
  }

  private static String key(Round round) {
    return StateKeys.of(round.group(), round.roundId());
  }

  /** Of a round the key has two parts. */
  private static boolean isCount(String key) {
    return StateKeys.split(key).length > 2;
  }
}
