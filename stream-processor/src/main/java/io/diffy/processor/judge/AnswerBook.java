package io.diffy.processor.judge;

import io.diffy.processor.rules.CanonicalAnswer;
import io.diffy.processor.rules.CanonicalAnswer.Line;
import io.diffy.processor.rules.Fingerprints;
import io.diffy.processor.rules.HostFacts;
import io.diffy.processor.store.AnswerLog;
import io.diffy.processor.store.ItemSet;
import io.diffy.processor.store.Keys;
import io.diffy.processor.store.KnownItem;
import io.diffy.processor.store.KnownItem.Sample;
import io.diffy.processor.store.Version;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Coverage;
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
final class AnswerBook {
  static final String ANSWERS = "answers";
  static final String ITEM_SETS = "item-sets";
  static final String ITEMS = "items";

  /** In the place of a query: what the answers of an instance say of it as a whole. */
  private static final String HOST = "\u0001host";

  private final KeyValueStore<String, byte[]> answers;
  private final KeyValueStore<String, byte[]> itemSets;
  private final KeyValueStore<String, byte[]> items;
  private final RollBook rolls;
  private final Fingerprints fingerprints = new Fingerprints();

  AnswerBook(
      KeyValueStore<String, byte[]> answers,
      KeyValueStore<String, byte[]> itemSets,
      KeyValueStore<String, byte[]> items) {
    this.answers = answers;
    this.itemSets = itemSets;
    this.items = items;
    this.rolls = new RollBook(answers);
  }

  RollBook rolls() {
    return rolls;
  }

  /** What an instance last answered to a query. */
  AnswerLog log(GroupKey group, String query, String instanceId) {
    return AnswerLog.decode(answers.get(Keys.of(group, query, instanceId)));
  }

  boolean answeredSince(GroupKey group, String query, String instanceId, Instant since) {
    return log(group, query, instanceId).versions().stream()
        .anyMatch(v -> v.eventTime().isAfter(since));
  }

  /**
   * Keeps an answer.
   *
   * @param log what this instance answered to this query before
   */
  void keep(
      GroupKey group,
      String query,
      AnswerLog log,
      Version answer,
      Optional<CanonicalAnswer> whole) {
    boolean newest = log.versions().stream().allMatch(answer::winsOver);
    int newRows =
        whole.map(canonical -> keepItems(group, query, answer, canonical, newest)).orElse(0);
    String instanceId = answer.instance().instanceId();
    if (answer.facts().isPresent()) {
      AnswerLog host = log(group, HOST, instanceId);
      put(group, HOST, instanceId, host, host.with(answer));
    }
    put(group, query, instanceId, log, log.loaded(answer, newRows).with(answer));
  }

  /** Keeps that an answer was refused, in the place of what came before it. */
  void refuse(GroupKey group, String query, AnswerLog log, Version answer) {
    String instanceId = answer.instance().instanceId();
    put(group, query, instanceId, log, log.loaded(answer, 0).refusing(answer));
  }

  private void put(
      GroupKey group, String query, String instanceId, AnswerLog before, AnswerLog now) {
    if (!now.equals(before)) {
      answers.put(Keys.of(group, query, instanceId), now.encode());
    }
  }

  /**
   * An instance that answers like others before it costs nothing here, unless its rows are better
   * evidence: from a smaller instance id, or from an earlier time. Returns how many items are new
   * to the store; a new set counts like a tenth of its items, for so much smaller they are there.
   */
  private int keepItems(
      GroupKey group, String query, Version answer, CanonicalAnswer canonical, boolean newest) {
    String setKey = Keys.of(group, query, Keys.hex(canonical.name()));
    String instanceId = answer.instance().instanceId();
    byte[] stored = itemSets.get(setKey);
    boolean first =
        stored == null || instanceId.compareTo(ItemSet.decode(stored).firstInstance()) < 0;
    if (first) {
      itemSets.put(setKey, new ItemSet(canonical.items(), instanceId).encode());
    }
    int newItems = 0;
    if (first || !newest) {
      String prefix = Keys.prefix(group, query);
      for (int row = 0; row < canonical.size(); row++) {
        newItems += keepItem(prefix + Keys.hex(canonical.print(row)), canonical, row, answer);
      }
    }
    return newItems + (stored == null ? canonical.different() / 10 : 0);
  }

  /** Keeps an item of an answer; returns 1 when there was no such item, else 0. */
  private int keepItem(String key, CanonicalAnswer canonical, int row, Version answer) {
    String instanceId = answer.instance().instanceId();
    byte[] stored = items.get(key);
    if (stored != null && KnownItem.hasBetterThan(stored, instanceId)) {
      return 0;
    }
    KnownItem before = stored == null ? unseen(canonical.line(row)) : KnownItem.decode(stored);
    KnownItem after =
        before.with(new Sample(instanceId, answer.eventTime(), Rows.bounded(canonical.row(row))));
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
  Map<String, AnswerLog> logs(GroupKey group, String query) {
    Map<String, AnswerLog> logs = new TreeMap<>();
    try (KeyValueIterator<String, byte[]> all =
        answers.prefixScan(Keys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        logs.put(Keys.split(entry.key)[2], AnswerLog.decode(entry.value));
      }
    }
    return logs;
  }

  /** How many of the (instance, query) pairs that a round expects have answered it. */
  int countOf(Round round) {
    int count = 0;
    for (String query : round.queries()) {
      Map<String, AnswerLog> logs = logs(round.group(), query);
      for (String instanceId : round.expected()) {
        AnswerLog log = logs.getOrDefault(instanceId, AnswerLog.EMPTY);
        if (log.versions().stream().anyMatch(v -> v.roundId().equals(round.roundId()))) {
          count++;
        }
      }
    }
    return count;
  }

  /** What is known of the hosts of a group, by instance id, from the newest answers that count. */
  Map<String, HostFacts> facts(GroupKey group, Predicate<Version> counts) {
    Map<String, HostFacts> facts = new TreeMap<>();
    logs(group, HOST)
        .forEach(
            (instanceId, log) ->
                log.newest(counts)
                    .flatMap(Version::facts)
                    .ifPresent(known -> facts.put(instanceId, known)));
    return facts;
  }

  long[] itemsOf(GroupKey group, String query, long set) {
    byte[] stored = itemSets.get(Keys.of(group, query, Keys.hex(set)));
    if (stored == null) {
      throw new IllegalStateException(
          "the item set " + Keys.hex(set) + " of " + group + " " + query + " is lost");
    }
    return ItemSet.decode(stored).items();
  }

  /** The items of an instance's last whole answer before a time, made by the same rules. */
  Optional<long[]> itemsBefore(
      GroupKey group, String query, String instanceId, Instant before, int rules) {
    return log(group, query, instanceId)
        .newest(
            v ->
                v.eventTime().isBefore(before) && v.coverage() == Coverage.OK && v.rules() == rules)
        .map(v -> itemsOf(group, query, v.set()));
  }

  /** The items of the newest answers that count and are whole, by instance id. */
  Map<String, long[]> wholeAnswers(
      GroupKey group, String query, int rules, Predicate<Version> counts) {
    Map<String, long[]> whole = new TreeMap<>();
    logs(group, query)
        .forEach(
            (instanceId, log) ->
                log.newest(counts)
                    .filter(v -> v.coverage() == Coverage.OK && v.rules() == rules)
                    .ifPresent(v -> whole.put(instanceId, itemsOf(group, query, v.set()))));
    return whole;
  }

  /** The items of a group and query as stored, by fingerprint. */
  Map<Long, byte[]> items(GroupKey group, String query) {
    Map<Long, byte[]> found = new HashMap<>();
    try (KeyValueIterator<String, byte[]> all =
        items.prefixScan(Keys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        found.put(Long.parseUnsignedLong(Keys.split(entry.key)[2], 16), entry.value);
      }
    }
    return found;
  }

  void forget(GroupKey group, String query, String instanceId) {
    answers.delete(Keys.of(group, query, instanceId));
    if (rolls.leave(group, query, instanceId)) {
      answers.delete(Keys.of(group, HOST, instanceId));
    }
  }

  /** Deletes sets that no answer refers to, and items that no set holds. */
  void sweep(GroupKey group, String query) {
    Set<String> referred = new HashSet<>();
    logs(group, query)
        .values()
        .forEach(log -> log.versions().forEach(v -> referred.add(Keys.hex(v.set()))));
    Set<String> held = new HashSet<>();
    List<String> unused = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> sets =
        itemSets.prefixScan(Keys.prefix(group, query), Serdes.String().serializer())) {
      while (sets.hasNext()) {
        KeyValue<String, byte[]> entry = sets.next();
        if (referred.contains(Keys.split(entry.key)[2])) {
          for (long item : ItemSet.decode(entry.value).items()) {
            held.add(Keys.hex(item));
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
        items.prefixScan(Keys.prefix(group, query), Serdes.String().serializer())) {
      while (all.hasNext()) {
        String key = all.next().key;
        if (!held.contains(Keys.split(key)[2])) {
          unused.add(key);
        }
      }
    }
    unused.forEach(items::delete);
  }
}
