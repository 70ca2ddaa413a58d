package io.diffy.processor.evaluation.state;

import io.diffy.rules.evaluation.EvidenceLimits;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.CanonicalAnswer.Line;
import io.diffy.rules.item.Fingerprints;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.state.ItemSet;
import io.diffy.rules.state.KnownItem;
import io.diffy.rules.state.KnownItem.Sample;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What every instance last answered. Three stores: {@code answers} (one small entry per instance
 * and query), {@code item-sets} (the fingerprints of an answer, once for all instances that answer
 * alike) and {@code items} (one entry per distinct item). Sets and items leave when no answer
 * refers to them.
 */
public final class SnapshotStore {
  public static final String ANSWERS = "answers";
  public static final String ITEM_SETS = "item-sets";
  public static final String ITEMS = "items";

  /** In the place of a query: what the answers of an instance say of it as a whole. */
  private static final String HOST = "\u0001host";

  private final KeyValueStore<String, byte[]> answers;
  private final KeyValueStore<String, byte[]> itemSets;
  private final KeyValueStore<String, byte[]> items;
  private final InstanceRegistry rolls;
  private final Fingerprints fingerprints = new Fingerprints();

  public SnapshotStore(
      KeyValueStore<String, byte[]> answers,
      KeyValueStore<String, byte[]> itemSets,
      KeyValueStore<String, byte[]> items) {
    this.answers = answers;
    this.itemSets = itemSets;
    this.items = items;
    this.rolls = new InstanceRegistry(answers);
  }

  public InstanceRegistry rolls() {
    return rolls;
  }

  /** What an instance last answered to a query. */
  public SnapshotHistory log(GroupKey group, String query, String instanceId) {
    return SnapshotHistory.decode(answers.get(StateKeys.of(group, query, instanceId)));
  }

  public boolean answeredSince(GroupKey group, String query, String instanceId, Instant since) {
    return log(group, query, instanceId).versions().stream()
        .anyMatch(v -> v.eventTime().isAfter(since));
  }

  /**
   * Keeps an answer.
   *
   * @param log what this instance answered to this query before
   */
  public void keep(
      GroupKey group,
      String query,
      SnapshotHistory log,
      SnapshotVersion answer,
      Optional<CanonicalAnswer> whole) {
    boolean newest = log.versions().stream().allMatch(answer::winsOver);
    int newRows =
        whole.map(canonical -> keepItems(group, query, answer, canonical, newest)).orElse(0);
    String instanceId = answer.instance().instanceId();
    if (answer.facts().isPresent()) {
      SnapshotHistory host = log(group, HOST, instanceId);
      put(group, HOST, instanceId, host, host.with(answer));
    }
    put(group, query, instanceId, log, log.loaded(answer, newRows).with(answer));
  }

  /** Keeps that an answer was refused, in the place of what came before it. */
  public void refuse(GroupKey group, String query, SnapshotHistory log, SnapshotVersion answer) {
    String instanceId = answer.instance().instanceId();
    put(group, query, instanceId, log, log.loaded(answer, 0).refusing(answer));
  }

  private void put(
      GroupKey group,
      String query,
      String instanceId,
      SnapshotHistory before,
      SnapshotHistory now) {
    if (!now.equals(before)) {
      answers.put(StateKeys.of(group, query, instanceId), now.encode());
    }
  }

  /**
   * An instance that answers like others before it costs nothing here, unless its rows are better
   * evidence: from a smaller instance id, or from an earlier time. Returns how many items are new
   * to the store; a new set counts like a tenth of its items, for so much smaller they are there.
   */
  private int keepItems(
      GroupKey group,
      String query,
      SnapshotVersion answer,
      CanonicalAnswer canonical,
      boolean newest) {
    String setKey = StateKeys.of(group, query, StateKeys.hex(canonical.name()));
    String instanceId = answer.instance().instanceId();
    byte[] stored = itemSets.get(setKey);
    boolean first =
        stored == null || instanceId.compareTo(ItemSet.decode(stored).firstInstance()) < 0;
    if (first) {
      itemSets.put(setKey, new ItemSet(canonical.items(), instanceId).encode());
    }
    int newItems = 0;
    if (first || !newest) {
      String prefix = StateKeys.prefix(group, query);
      for (int row = 0; row < canonical.size(); row++) {
        newItems += keepItem(prefix + StateKeys.hex(canonical.print(row)), canonical, row, answer);
      }
    }
    return newItems + (stored == null ? canonical.different() / 10 : 0);
  }

  /** Keeps an item of an answer; returns 1 when there was no such item, else 0. */
  private int keepItem(String key, CanonicalAnswer canonical, int row, SnapshotVersion answer) {
    String instanceId = answer.instance().instanceId();
    byte[] stored = items.get(key);
    if (stored != null && KnownItem.hasBetterThan(stored, instanceId)) {
      return 0;
    }
    KnownItem before = stored == null ? unseen(canonical.line(row)) : KnownItem.decode(stored);
    KnownItem after =
        before.with(
            new Sample(instanceId, answer.eventTime(), EvidenceLimits.bounded(canonical.row(row))));
    if (stored == null || !after.equals(before)) {
      items.put(key, after.encode());
    }
    return stored == null ? 1 : 0;
  }

  private KnownItem unseen(Line line) {
    byte[] identity = fingerprints.digest(line.item().identity());
    byte[] whole = fingerprints.digest(line.item().text());
    return new KnownItem(
        Fingerprints.shortened(identity),
        HexFormat.of().formatHex(identity),
        HexFormat.of().formatHex(whole),
        line.item().prints(),
        List.of());
  }

  /** All instances of a group that ever answered a query and were not forgotten, by instance id. */
  public Map<String, SnapshotHistory> logs(GroupKey group, String query) {
    Map<String, SnapshotHistory> logs = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        answers.prefixScan(StateKeys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        logs.put(StateKeys.split(entry.key)[2], SnapshotHistory.decode(entry.value));
      }
    }
    return logs;
  }

  /** How many of the (instance, query) pairs that a round expects have answered it. */
  public int countOf(Round round) {
    int count = 0;
    for (String query : round.queries()) {
      Map<String, SnapshotHistory> logs = logs(round.group(), query);
      for (String instanceId : round.expected()) {
        SnapshotHistory log = logs.getOrDefault(instanceId, SnapshotHistory.EMPTY);
        if (log.versions().stream().anyMatch(v -> v.roundId().equals(round.roundId()))) {
          count++;
        }
      }
    }
    return count;
  }

  /** What is known of the hosts of a group, by instance id, from the newest answers that count. */
  public Map<String, HostFacts> facts(GroupKey group, Predicate<SnapshotVersion> counts) {
    Map<String, HostFacts> facts = new TreeMap<>();
    logs(group, HOST)
        .forEach(
            (instanceId, log) ->
                log.newest(counts)
                    .flatMap(SnapshotVersion::facts)
                    .ifPresent(known -> facts.put(instanceId, known)));
    return facts;
  }

  public long[] itemsOf(GroupKey group, String query, long set) {
    byte[] stored = itemSets.get(StateKeys.of(group, query, StateKeys.hex(set)));
    if (stored == null) {
      throw new IllegalStateException(
          "the item set " + StateKeys.hex(set) + " of " + group + " " + query + " is lost");
    }
    return ItemSet.decode(stored).items();
  }

  /** The items of an instance's last whole answer before a time, made by the same rules. */
  public Optional<long[]> itemsBefore(
      GroupKey group, String query, String instanceId, Instant before, int rules) {
    return log(group, query, instanceId)
        .newest(v -> v.eventTime().isBefore(before) && v.isWhole(rules))
        .map(v -> itemsOf(group, query, v.set()));
  }

  /** The items of the newest answers that count and are whole, by instance id. */
  public Map<String, long[]> wholeAnswers(
      GroupKey group, String query, int rules, Predicate<SnapshotVersion> counts) {
    Map<String, long[]> whole = new TreeMap<>();
    logs(group, query)
        .forEach(
            (instanceId, log) ->
                log.newest(counts)
                    .filter(v -> v.isWhole(rules))
                    .ifPresent(v -> whole.put(instanceId, itemsOf(group, query, v.set()))));
    return whole;
  }

  /** The items of a group and query as stored, by fingerprint. */
  public Map<Long, byte[]> items(GroupKey group, String query) {
    Map<Long, byte[]> found = new HashMap<>();
    try (KeyValueIterator<String, byte[]> all =
        items.prefixScan(StateKeys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        found.put(Long.parseUnsignedLong(StateKeys.split(entry.key)[2], 16), entry.value);
      }
    }
    return found;
  }

  public void forget(GroupKey group, String query, String instanceId) {
    answers.delete(StateKeys.of(group, query, instanceId));
    if (rolls.leave(group, query, instanceId)) {
      answers.delete(StateKeys.of(group, HOST, instanceId));
    }
  }

  /** Deletes sets that no answer refers to, and items that no set holds. */
  public void sweep(GroupKey group, String query) {
    Set<String> referred = new HashSet<>();
    logs(group, query)
        .values()
        .forEach(log -> log.versions().forEach(v -> referred.add(StateKeys.hex(v.set()))));
    Set<String> held = new HashSet<>();
    List<String> unused = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> sets =
        itemSets.prefixScan(StateKeys.prefix(group, query), Serdes.String().serializer())) {
      while (sets.hasNext()) {
        KeyValue<String, byte[]> entry = sets.next();
        if (referred.contains(StateKeys.split(entry.key)[2])) {
          for (long item : ItemSet.decode(entry.value).items()) {
            held.add(StateKeys.hex(item));
          }
        } else {
          unused.add(entry.key);
        }
      }
    }
    if (unused.isEmpty()) {
      return;
    }
    unused.forEach(itemSets::delete);
    sweepItems(group, query, held);
  }

  private void sweepItems(GroupKey group, String query, Set<String> held) {
    List<String> unused = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all =
        items.prefixScan(StateKeys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        String key = all.next().key;
        if (!held.contains(StateKeys.split(key)[2])) {
          unused.add(key);
        }
      }
    }
    unused.forEach(items::delete);
  }
}
