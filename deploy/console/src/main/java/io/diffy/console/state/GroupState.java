package io.diffy.console.state;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What is known of one group: how each of its queries stands, and which hosts it has. */
public final class GroupState {
  static final char LEFT = 'h';
  private static final int MOST_KEPT = 2_000;

  private final GroupKey key;
  private final LocalCopy copy;
  private final Duration history;
  private final TreeMap<String, Standing> queries = new TreeMap<>();
  private final Map<String, FindingLife> findings = new HashMap<>();
  private final Map<String, Instance> named = new HashMap<>();
  private final Map<String, Instant> lastJudged = new HashMap<>();
  private final Map<String, String> ids = new HashMap<>();
  private volatile Who who;
  private long version;

  /** One query: what was judged last on schedule, or at all, and what was before. */
  private static final class Standing {
    private Evaluation newest;
    private final Deque<Judged> past = new ArrayDeque<>();

    /**
     * A round may ask some hosts only, so it does not stand for the group where a schedule does.
     */
    boolean isNext(Evaluation evaluation) {
      boolean lesser =
          newest != null && newest.roundId().isEmpty() && !evaluation.roundId().isEmpty();
      boolean greater =
          newest == null || (!newest.roundId().isEmpty() && evaluation.roundId().isEmpty());
      return greater || (!lesser && !evaluation.evaluatedAt().isBefore(newest.evaluatedAt()));
    }
  }

  /**
   * @param history how far back evaluations are kept, in short
   */
  GroupState(GroupKey key, LocalCopy copy, Duration history) {
    this.key = key;
    this.copy = copy;
    this.history = history;
  }

  void add(Judged judged) {
    Deque<Judged> past = standing(judged.query()).past;
    past.add(judged.named(key, queries.ceilingKey(judged.query())));
    Instant oldest = judged.at().minus(history);
    while (past.size() > MOST_KEPT || past.peek().at().isBefore(oldest)) {
      copy.delete(past.remove().place());
    }
  }

  private Standing standing(String query) {
    return queries.computeIfAbsent(query, q -> new Standing());
  }

  /** Whether it says now how its query stands. */
  boolean add(Evaluation evaluation) {
    Standing standing = standing(evaluation.query());
    who = null;
    if (!standing.isNext(evaluation)) {
      left(evaluation, Set.of());
      return false;
    }
    if (standing.newest != null) {
      left(standing.newest, Set.copyOf(evaluation.covered()));
    }
    standing.newest = sharingNames(evaluation);
    return true;
  }

  /** Those who are judged need no mention: the newest evaluations say it. */
  private void left(Evaluation before, Set<String> still) {
    for (String id : before.covered()) {
      if (!still.contains(id)) {
        left(id, before.evaluatedAt());
      }
    }
  }

  void left(String id, Instant at) {
    Instant last = lastJudged.merge(id, at, GroupState::later);
    copy.put(
        LocalCopy.key(LEFT, key + "\n" + id, 0),
        Packed.write(
            out -> {
              Packed.group(out, key);
              out.writeUTF(id);
              Packed.time(out, last);
            }));
  }

  /** Each of many queries names all hosts. */
  private Evaluation sharingNames(Evaluation of) {
    List<String> covered = of.covered().stream().map(this::shared).toList();
    List<Absent> absent =
        of.absent().stream()
            .map(one -> new Absent(shared(one.instanceId()), one.reason().intern()))
            .toList();
    return new Evaluation(
        key,
        of.query(),
        of.window(),
        new Hosts(covered, absent),
        of.baselineVersions(),
        of.open(),
        of.learnt());
  }

  private String shared(String id) {
    return ids.computeIfAbsent(id, same -> same);
  }

  void add(FindingLife life) {
    version++;
    findings.put(life.latest().uid(), life);
    life.latest().instances().forEach(host -> named.put(host.instanceId(), host));
  }

  void remove(FindingLife life) {
    version++;
    findings.remove(life.latest().uid());
  }

  /** Goes up whenever something came of its findings. */
  public long version() {
    return version;
  }

  /** All that was ever found in it and is not forgotten. */
  public Collection<FindingLife> findings() {
    return findings.values();
  }

  /** What is open. */
  public List<Finding> open() {
    return findings.values().stream()
        .map(FindingLife::latest)
        .filter(Finding::isOpen)
        .sorted(Comparator.comparing(Finding::uid))
        .toList();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public GroupKey key() {
    return key;
  }

  /** The newest evaluation of each query, by name. */
  public List<Evaluation> newest() {
    return queries.values().stream()
        .map(standing -> standing.newest)
        .filter(Objects::nonNull)
        .toList();
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

  private record Who(Set<String> hosts, Map<String, Instant> last, Set<String> absent) {
    Set<String> judged() {
      return last.keySet();
    }
  }

  /** Counted once for all who look before the next evaluation. */
  private Who who() {
    Who counted = who;
    if (counted == null) {
      Map<String, Instant> last = new TreeMap<>();
      Set<String> absent = new TreeSet<>();
      for (Evaluation evaluation : newest()) {
        evaluation
            .covered()
            .forEach(id -> last.merge(id, evaluation.evaluatedAt(), GroupState::later));
        evaluation.absent().stream().map(Absent::instanceId).forEach(absent::add);
      }
      Set<String> hosts = new TreeSet<>(last.keySet());
      hosts.addAll(absent);
      counted = new Who(hosts, last, absent);
      who = counted;
    }
    return counted;
  }

  /** When a host's answer counted last. */
  public Optional<Instant> lastJudged(String instanceId) {
    return Stream.of(lastJudged.get(instanceId), who().last().get(instanceId))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder());
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
