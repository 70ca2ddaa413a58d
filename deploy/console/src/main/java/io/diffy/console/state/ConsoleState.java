package io.diffy.console.state;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Triage;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** What the topics say, in memory. Bounded: what is oldest and over goes first, and is counted. */
public final class ConsoleState {
  private static final int MOST_FINDINGS = 60_000;
  private static final char NEWEST = 'n';
  private static final int MOST_AUDITED = 20_000;
  private static final int MOST_DEAD = 1_000;

  private final LocalCopy copy;
  private final Duration history;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, FindingLife> findings = new HashMap<>();
  private final Map<GroupKey, GroupState> groups = new TreeMap<>();
  private final Map<String, ExceptionRule> exceptions = new HashMap<>();
  private final Map<String, ExceptionRule> proposedExceptions = new HashMap<>();
  private final Map<String, Triage> triage = new HashMap<>();
  private final Map<String, Map<String, ExceptionRule>> silencing = new HashMap<>();
  private final Map<String, Baseline> baselines = new TreeMap<>();
  private final Deque<Audited> audit = new ArrayDeque<>();
  private final Deque<DeadRecord> dead = new ArrayDeque<>();
  private long dropped;
  private long unreadable;

  /** An entry of the audit trail with the broker's time. */
  public record Audited(Instant at, AuditEntry entry, String id) {}

  /** A record that broke its contract: what is shown of it. */
  public record DeadRecord(
      int partition,
      long offset,
      Instant at,
      String key,
      int bytes,
      Map<String, String> headers,
      String excerpt) {}

  /**
   * @param copy where what came is kept for the next start
   * @param history how far back evaluations are known
   */
  public ConsoleState(LocalCopy copy, Duration history) {
    this.copy = copy;
    this.history = history;
  }

  /** What the copy holds, if it is one of these topics. */
  Map<TopicPartition, Long> load(String topics, Codec<Evaluation> codec) {
    copy.requireOf(topics + " since " + history);
    try {
      write(() -> load(codec));
    } catch (RuntimeException damaged) {
      copy.distrust();
      throw damaged;
    }
    return copy.offsets();
  }

  private void load(Codec<Evaluation> codec) {
    FindingLife.forEach(copy, this::add);
    copy.forEach(
        Judged.KEPT,
        (key, value) -> {
          Judged judged = Judged.of(value);
          group(judged.group()).add(judged);
        });
    copy.forEach(
        GroupState.LEFT,
        (key, value) ->
            Packed.read(value, in -> group(Packed.group(in)).left(in.readUTF(), Packed.time(in))));
    copy.forEach(
        NEWEST,
        (key, value) -> {
          try {
            Evaluation newest = codec.decode(value);
            group(newest.group()).add(newest);
          } catch (MalformedRecord e) {
            throw new IllegalStateException("it could be read before", e);
          }
        });
  }

  /** Looks at all of it while nothing changes. */
  public <T> T read(Supplier<T> look) {
    lock.readLock().lock();
    try {
      return look.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  void write(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
      copy.commit();
    } finally {
      lock.writeLock().unlock();
    }
  }

  void readUpTo(TopicPartition partition, long offset) {
    copy.readUpTo(partition, offset);
  }

  /** Whether it is the finding's last event now. */
  boolean finding(Finding event, byte[] bytes) {
    FindingLife life =
        Optional.ofNullable(findings.get(event.uid()))
            .orElseGet(() -> new FindingLife(copy, event.uid()));
    if (!life.add(event, bytes)) {
      return false;
    }
    add(life);
    if (findings.size() > MOST_FINDINGS) {
      dropOldest();
    }
    return life.latest().equals(event);
  }

  private void add(FindingLife life) {
    findings.put(life.latest().uid(), life);
    group(life.latest().group()).add(life);
  }

  /** A tenth at once: looking for the oldest takes a while. */
  private void dropOldest() {
    List<FindingLife> over =
        findings.values().stream()
            .filter(life -> !life.latest().isOpen())
            .sorted(Comparator.comparing(life -> life.latest().evaluatedAt()))
            .limit(MOST_FINDINGS / 10)
            .toList();
    for (FindingLife life : over) {
      life.forget();
      findings.remove(life.latest().uid());
      group(life.latest().group()).remove(life);
    }
    dropped += over.size();
  }

  void evaluation(Evaluation evaluation, Judged judged, byte[] bytes) {
    GroupState group = group(evaluation.group());
    if (copy.get(judged.place()) == null) {
      copy.put(judged.place(), judged.bytes());
      group.add(judged);
    }
    if (group.add(evaluation)) {
      copy.put(LocalCopy.key(NEWEST, group.key() + "\n" + evaluation.query(), 0), bytes);
    }
  }

  void exception(String key, boolean proposal, Optional<ExceptionRule> rule) {
    Map<String, ExceptionRule> kept = proposal ? proposedExceptions : exceptions;
    ExceptionRule old = kept.remove(key);
    if (old != null && !proposal) {
      triage.remove(old.findingUid(), old.triage().orElse(null));
      silencing.getOrDefault(old.findingUid(), new HashMap<>()).remove(key);
    }
    rule.filter(one -> !proposal && one.silences())
        .ifPresent(
            one -> silencing.computeIfAbsent(one.findingUid(), u -> new HashMap<>()).put(key, one));
    rule.ifPresent(one -> kept.put(key, one));
    rule.filter(one -> !proposal)
        .flatMap(ExceptionRule::triage)
        .ifPresent(said -> triage.put(rule.get().findingUid(), said));
  }

  void baseline(String key, Optional<Baseline> baseline) {
    baselines.remove(key);
    baseline.ifPresent(one -> baselines.put(key, one));
  }

  void audit(Audited entry) {
    audit.addFirst(entry);
    if (audit.size() > MOST_AUDITED) {
      audit.removeLast();
    }
  }

  void dead(DeadRecord record) {
    dead.addFirst(record);
    if (dead.size() > MOST_DEAD) {
      dead.removeLast();
    }
  }

  void unreadable() {
    unreadable++;
  }

  private GroupState group(GroupKey key) {
    return groups.computeIfAbsent(key, one -> new GroupState(one, copy, history));
  }

  public Collection<GroupState> groups() {
    return groups.values();
  }

  public Optional<GroupState> find(GroupKey key) {
    return Optional.ofNullable(groups.get(key));
  }

  public Collection<FindingLife> findings() {
    return findings.values();
  }

  public Optional<FindingLife> finding(String uid) {
    return Optional.ofNullable(findings.get(uid));
  }

  /** Those that apply or did, and the notes on findings. */
  public Collection<ExceptionRule> exceptions() {
    return exceptions.values();
  }

  /** Those that wait for signatures. */
  public Collection<ExceptionRule> proposedExceptions() {
    return proposedExceptions.values();
  }

  /** In force, withdrawn and waiting. */
  public Collection<Baseline> baselines() {
    return baselines.values();
  }

  /** Newest first. */
  public Collection<Audited> audit() {
    return audit;
  }

  /** Newest first. */
  public Collection<DeadRecord> dead() {
    return dead;
  }

  /**
   * What a person says of a finding: the last note, or what the processor made of it since, which
   * knows when a finding came back.
   */
  public Optional<Triage> triage(Finding finding) {
    Triage note = triage.get(finding.uid());
    return finding
        .triage()
        .filter(told -> note == null || told.isSameAs(note))
        .or(() -> Optional.ofNullable(note));
  }

  /** Whether an exception is in force that was made of it: it closes when it is judged next. */
  public boolean isAccepted(Finding finding, Instant now) {
    return silencing.getOrDefault(finding.uid(), Map.of()).values().stream()
        .anyMatch(rule -> rule.inForce(now));
  }

  /** Keeps what there is for the next start; nobody may look any more. */
  public void close() {
    lock.writeLock().lock();
    try {
      copy.close();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Findings that were forgotten. */
  public long dropped() {
    return dropped;
  }

  /** Records that break the contract of their topic. */
  public long unreadableRecords() {
    return unreadable;
  }
}
