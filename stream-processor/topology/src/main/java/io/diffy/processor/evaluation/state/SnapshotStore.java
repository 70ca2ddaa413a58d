package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.SubTable;
import io.diffy.processor.store.Table;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.SetAside.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What every instance last answered: one small entry per instance and query in the store {@code
 * answers}. What the answers consist of is in the {@link ItemStore}.
 */
public final class SnapshotStore {
  public static final StoreName ANSWERS = StoreName.state("answers");

  private final Table<SnapshotHistory> histories;
  private final InstanceRegistry registry;
  private final ItemStore items;

  public SnapshotStore(KeyValueStore<String, byte[]> answers, ItemStore items) {
    this.histories = new Table<>(answers, SnapshotHistory::encode, SnapshotHistory::decode);
    this.registry = new InstanceRegistry(answers);
    this.items = items;
  }

  public InstanceRegistry registry() {
    return registry;
  }

  /** What an instance last answered to a query. */
  public SnapshotHistory history(GroupKey group, String query, String instanceId) {
    return histories.get(group, query, instanceId).orElse(SnapshotHistory.EMPTY);
  }

  /** All instances of a group that ever answered a query and were not forgotten, by instance id. */
  public Map<String, SnapshotHistory> histories(GroupKey group, String query) {
    return histories.scan(group, query);
  }

  /** When an instance last answered each of its queries on schedule. */
  public Map<String, Instant> lastScheduled(GroupKey group, String instanceId) {
    Map<String, Instant> last = new TreeMap<>();
    registry()
        .of(group, instanceId)
        .ifPresent(
            known ->
                known
                    .queries()
                    .forEach(
                        query ->
                            history(group, query, instanceId)
                                .newestScheduled()
                                .ifPresent(newest -> last.put(query, newest.eventTime()))));
    return last;
  }

  public boolean answeredSince(GroupKey group, String query, String instanceId, Instant since) {
    return history(group, query, instanceId).any(v -> v.eventTime().isAfter(since));
  }

  /**
   * Keeps an answer.
   *
   * @param before what this instance answered to this query before
   */
  public void keep(
      GroupKey group,
      String query,
      SnapshotHistory before,
      SnapshotVersion answer,
      Optional<AnswerGist> whole) {
    boolean newest = !before.any(v -> !answer.winsOver(v));
    int newItems = whole.map(gist -> items.keep(group, query, answer, gist, newest)).orElse(0);
    if (answer.facts().isPresent()) {
      Object[] host = {group, SubTable.HOST, answer.instance().instanceId()};
      SnapshotHistory known = histories.get(host).orElse(SnapshotHistory.EMPTY);
      put(known, known.with(answer), host);
    }
    put(
        before,
        before.loaded(answer, newItems).with(answer),
        group,
        query,
        answer.instance().instanceId());
  }

  /** Keeps that an answer was refused, in the place of what came before it. */
  public void refuse(GroupKey group, String query, SnapshotHistory before, SnapshotVersion answer) {
    SnapshotHistory after = before.loaded(answer, 0).refusing(answer);
    put(before, after, group, query, answer.instance().instanceId());
  }

  private void put(SnapshotHistory before, SnapshotHistory after, Object... key) {
    if (!after.equals(before)) {
      histories.put(after, key);
    }
  }

  /** How many of the (instance, query) pairs that a round expects have answered it. */
  public int countOf(Round round) {
    int count = 0;
    for (String query : round.queries()) {
      Map<String, SnapshotHistory> histories = histories(round.group(), query);
      for (String instanceId : round.expected()) {
        SnapshotHistory history = histories.getOrDefault(instanceId, SnapshotHistory.EMPTY);
        if (history.versions().stream().anyMatch(v -> v.roundId().equals(round.roundId()))) {
          count++;
        }
      }
    }
    return count;
  }

  /** What is known of the hosts of a group, by instance id, from the newest answers that count. */
  public Map<String, HostFacts> facts(GroupKey group, Predicate<SnapshotVersion> counts) {
    Map<String, HostFacts> facts = new TreeMap<>();
    histories
        .scan(group, SubTable.HOST)
        .forEach(
            (instanceId, history) ->
                history
                    .newest(counts)
                    .flatMap(SnapshotVersion::facts)
                    .ifPresent(known -> facts.put(instanceId, known)));
    return facts;
  }

  /** The items of an instance's last whole answer before a time, made by the same rules. */
  public Optional<long[]> itemsBefore(
      GroupKey group, String query, String instanceId, Instant before, int rules) {
    return history(group, query, instanceId)
        .newest(v -> v.eventTime().isBefore(before) && v.isWhole(rules))
        .map(v -> items.set(group, query, v.set()).items());
  }

  /**
   * What was left out of each whole answer of a host before the one that counts, made by the same
   * rules; the newest first.
   */
  public List<SortedMap<Long, Reason>> leftOutBefore(
      GroupKey group, String query, HostItems host, int rules) {
    return history(group, query, host.instanceId()).versions().stream()
        .filter(v -> v.eventTime().isBefore(host.collectedAt()) && v.isWhole(rules))
        .sorted(Comparator.comparing(SnapshotVersion::eventTime).reversed())
        .map(v -> items.set(group, query, v.set()).leftOut())
        .toList();
  }

  /** The items of the newest answers that count and are whole, by instance id. */
  public Map<String, long[]> wholeAnswers(
      GroupKey group, String query, int rules, Predicate<SnapshotVersion> counts) {
    Map<String, long[]> whole = new TreeMap<>();
    histories(group, query)
        .forEach(
            (instanceId, history) ->
                history
                    .newest(counts)
                    .filter(v -> v.isWhole(rules))
                    .ifPresent(
                        v -> whole.put(instanceId, items.set(group, query, v.set()).items())));
    return whole;
  }

  public void forget(GroupKey group, String query, String instanceId) {
    histories.delete(group, query, instanceId);
    if (registry.leave(group, query, instanceId)) {
      histories.delete(group, SubTable.HOST, instanceId);
    }
  }

  /** Deletes what answers consisted of that nobody gives any more. */
  public void sweep(GroupKey group, String query) {
    Set<String> referred = new HashSet<>();
    histories(group, query).values().forEach(history -> addSets(history, referred));
    items.sweep(group, query, referred);
  }

  /** Adds the names of the sets that these answers show. */
  public static void addSets(SnapshotHistory history, Set<String> names) {
    history.versions().forEach(v -> names.add(StateKeys.hex(v.set())));
  }
}
