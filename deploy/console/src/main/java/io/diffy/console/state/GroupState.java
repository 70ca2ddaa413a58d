package io.diffy.console.state;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of one group: how each of its queries stands, and which hosts it has. */
public final class GroupState {
  private static final int MOST_KEPT = 2_000;

  private final GroupKey key;
  private final Map<String, Standing> queries = new TreeMap<>();
  private final Map<String, Instance> named = new HashMap<>();
  private final Map<String, Instant> lastJudged = new HashMap<>();
  private volatile Who who;

  /** One query: what was judged last on schedule, or at all, and what was before. */
  private static final class Standing {
    private Evaluation newest;
    private final List<Judged> past = new ArrayList<>();

    /**
     * A round may ask some hosts only, so it does not stand for the group where a schedule does.
     */
    void add(Evaluation evaluation, Judged judged) {
      past.add(judged);
      if (past.size() > MOST_KEPT) {
        past.remove(0);
      }
      boolean lesser =
          newest != null && newest.roundId().isEmpty() && !evaluation.roundId().isEmpty();
      boolean greater =
          newest == null || (!newest.roundId().isEmpty() && evaluation.roundId().isEmpty());
      if (greater || (!lesser && !evaluation.evaluatedAt().isBefore(newest.evaluatedAt()))) {
        newest = evaluation;
      }
    }
  }

  GroupState(GroupKey key) {
    this.key = key;
  }

  void add(Evaluation evaluation, Judged judged) {
    who = null;
    queries.computeIfAbsent(evaluation.query(), q -> new Standing()).add(evaluation, judged);
    evaluation
        .covered()
        .forEach(id -> lastJudged.merge(id, evaluation.evaluatedAt(), GroupState::later));
  }

  void add(Instance instance) {
    named.put(instance.instanceId(), instance);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public GroupKey key() {
    return key;
  }

  /** The newest evaluation of each query, by name. */
  public List<Evaluation> newest() {
    return queries.values().stream().map(standing -> standing.newest).toList();
  }

  /** That of one query. */
  public Optional<Evaluation> newest(String query) {
    return Optional.ofNullable(queries.get(query)).map(standing -> standing.newest);
  }

  /** What was judged of a query, or of all, in any order. */
  public List<Judged> past(Optional<String> query) {
    return queries.entrySet().stream()
        .filter(entry -> query.map(entry.getKey()::equals).orElse(true))
        .flatMap(entry -> entry.getValue().past.stream())
        .toList();
  }

  /** What was judged of a query at that time or before it, last. */
  public Optional<Judged> past(String query, Instant time) {
    return past(Optional.of(query)).stream()
        .filter(judged -> !judged.at().isAfter(time))
        .max(Comparator.comparing(Judged::at));
  }

  public Collection<String> queries() {
    return queries.keySet();
  }

  /** Hosts of the newest evaluations, judged or not. */
  public Set<String> hosts() {
    return who().hosts();
  }

  /** Hosts whose answer counted in one of the newest evaluations at least. */
  public Set<String> judged() {
    return who().judged();
  }

  /** Hosts that could not be judged in one of them at least. */
  public Set<String> absent() {
    return who().absent();
  }

  private record Who(Set<String> hosts, Set<String> judged, Set<String> absent) {}

  /** Counted once for all who look before the next evaluation. */
  private Who who() {
    Who counted = who;
    if (counted == null) {
      Set<String> judged = new TreeSet<>();
      Set<String> absent = new TreeSet<>();
      for (Evaluation evaluation : newest()) {
        judged.addAll(evaluation.covered());
        evaluation.absent().stream().map(Absent::instanceId).forEach(absent::add);
      }
      Set<String> hosts = new TreeSet<>(judged);
      hosts.addAll(absent);
      counted = new Who(hosts, judged, absent);
      who = counted;
    }
    return counted;
  }

  /** When a host's answer counted last. */
  public Optional<Instant> lastJudged(String instanceId) {
    return Optional.ofNullable(lastJudged.get(instanceId));
  }

  /** A host as findings name it; where none does, by its id alone. */
  public Instance named(String instanceId) {
    Instance known = named.get(instanceId);
    return known == null ? Instance.named(key, instanceId) : known;
  }

  /** Whether anything was ever told of it. */
  public boolean knows(String instanceId) {
    return named.containsKey(instanceId)
        || lastJudged.containsKey(instanceId)
        || hosts().contains(instanceId);
  }

  /** All hosts that anything was told of. */
  public Set<String> everKnown() {
    Set<String> all = new TreeSet<>(hosts());
    all.addAll(named.keySet());
    all.addAll(lastJudged.keySet());
    return all;
  }

  /** When the group was judged last. */
  public Optional<Instant> lastEvaluated() {
    return newest().stream().map(Evaluation::evaluatedAt).max(Comparator.naturalOrder());
  }
}
