package io.diffy.osquerylog;

import io.diffy.osquerylog.LogLine.Kind;
import io.diffy.osquerylog.LogLine.Run;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.pack.PackQuery;
import java.io.Serial;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What each instance answered last, of what is logged as differences or row by row. */
final class KeptAnswers {
  /** Kept at a time; beyond, the one not seen for longest is forgotten. */
  static final int MOST = 100_000;

  private static final int DEFAULT_INTERVAL = 3600;
  private static final int MAX_NOTES = 100;

  private final HostNames hosts;
  private final QueryNames names;
  private final OsquerydLog.Answers sink;
  private final Map<Key, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Instant> heard = bounded();
  private final Map<String, String> identified = bounded();
  private final Map<String, String> machines = bounded();
  private final Map<String, String> cloned = bounded();
  private final Set<String> notes = new LinkedHashSet<>();
  private Key latest;
  private String damage = "";
  private long observations;

  KeptAnswers(HostNames hosts, QueryNames names, OsquerydLog.Answers sink) {
    this.hosts = hosts;
    this.names = names;
    this.sink = sink;
  }

  /** Whether a line says something new. */
  boolean take(String instance, LogLine line) {
    latest = new Key(instance, line.name());
    Answer answer = answers.computeIfAbsent(latest, Answer::new);
    if (answer.state.isRepeated(line)) {
      return false;
    }
    if (!line.run().equals(answer.state.run())) {
      emitOpen(answer);
      if (answer.begin(line.run())) {
        note(
            "the clock of %s was set back: a later run of %s says an earlier time; it is taken at %s"
                .formatted(line.host(), line.name(), answer.time));
      }
    }
    if (!damage.isEmpty()) {
      answer.state.damaged(damage);
      damage = "";
    }
    answer.state.apply(line);
    answer.last = line;
    answer.open = true;
    answer.joined = true;
    if (line.kind() == Kind.BATCH) {
      emitOpen(answer);
    }
    forgetOldest();
    return true;
  }

  /**
   * Something of an instance came. One name of several instances says less than it seems to.
   *
   * @param machine what a decoration says of which machine it is; empty: nothing
   */
  void heard(String identifier, Instance instance, String machine, Instant time) {
    heard.merge(OsquerydLog.key(instance), time, (a, b) -> a.isAfter(b) ? a : b);
    String first = identified.putIfAbsent(identifier, instance.instanceId());
    if (first != null
        && !first.equals(instance.instanceId())
        && cloned.put(identifier, "") == null) {
      note(
          "the identifier %s is that of several instances (%s, %s): each is taken for itself"
              .formatted(identifier, first, instance.instanceId()));
    }
    String one = machine.isEmpty() ? null : machines.putIfAbsent(instance.instanceId(), machine);
    if (one != null && !one.equals(machine) && cloned.put(instance.instanceId(), "") == null) {
      note(
          "%s is the name of several machines (%s, %s), which are taken for one host: decorate their lines with instance_id"
              .formatted(instance.instanceId(), one, machine));
    }
  }

  /** A line of an answer could not be read. */
  void damaged(String instance, String query, String reason) {
    damaged(new Key(instance, query), reason);
  }

  /** The same where it may be one of the answer that was read last, or of the next. */
  void damagedBeside(String reason) {
    if (latest != null) {
      damaged(latest, reason);
    }
    damage = reason;
  }

  private void damaged(Key key, String reason) {
    Answer answer = answers.computeIfAbsent(key, Answer::new);
    answer.state.damaged(reason);
    answer.open |= answer.last != null;
    forgetOldest();
  }

  void flush() {
    answers.values().forEach(this::emitOpen);
  }

  void endQuietRuns() {
    for (Answer answer : answers.values()) {
      if (!answer.joined) {
        emitOpen(answer);
      }
      answer.joined = false;
    }
  }

  void carry(Instant now) {
    for (Answer answer : answers.values()) {
      if (answer.last == null || answer.last.kind() == Kind.SNAPSHOT_ROW || answer.open) {
        continue;
      }
      int seconds =
          names.find(answer.key.name).map(PackQuery::intervalSeconds).orElse(DEFAULT_INTERVAL);
      Instant last = heard.getOrDefault(answer.key.instance, answer.time);
      boolean due = !answer.handed.plusSeconds(seconds).isAfter(now);
      if (due && last.plus(OsquerydLog.LONGEST_SILENCE).isAfter(now)) {
        answer.handed = now;
        observations++;
        sink.take(observation(answer).carriedTo(now.truncatedTo(ChronoUnit.SECONDS)), false);
      }
    }
  }

  void note(String note) {
    if (notes.size() < MAX_NOTES) {
      notes.add(note);
    }
  }

  Set<String> notes() {
    return notes;
  }

  long observations() {
    return observations;
  }

  private void emitOpen(Answer answer) {
    if (answer.open) {
      answer.open = false;
      answer.handed = answer.time;
      observations++;
      sink.take(observation(answer), answer.last.kind() == Kind.SNAPSHOT_ROW);
    }
  }

  private Observation observation(Answer answer) {
    String gap = gap(answer);
    LogLine line = answer.last;
    return Observation.of(
            hosts.instance(line.host(), line.decorations()),
            line.name(),
            answer.time,
            answer.state.allRows())
        .with(new Status(gap.isEmpty() ? Coverage.OK : Coverage.TRUNCATED, gap));
  }

  private String gap(Answer answer) {
    boolean neverRemoved =
        names.find(answer.key.name()).filter(query -> !query.osquery().removed()).isPresent();
    if (answer.last.kind() != Kind.SNAPSHOT_ROW && neverRemoved) {
      return "the query is scheduled with \"removed\": false, so removed rows are not logged";
    }
    return answer.state.gap();
  }

  private void forgetOldest() {
    if (answers.size() > MOST) {
      Iterator<Answer> oldest = answers.values().iterator();
      emitOpen(oldest.next());
      oldest.remove();
    }
  }

  /** Names come from hosts, so what is kept by them has an end. */
  static <V> Map<String, V> bounded() {
    return new LinkedHashMap<>() {
      @Serial private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > MOST;
      }
    };
  }

  private record Key(String instance, String name) {}

  /** The state of one answer, and whether its last run may still go on. */
  private static final class Answer {
    private final Key key;
    private final QueryState state = new QueryState();
    private LogLine last;
    private Instant time = Instant.MIN;
    private Instant handed = Instant.MIN;
    private boolean open;
    private boolean joined;

    Answer(Key key) {
      this.key = key;
    }

    /**
     * A later run is never older than the one before, whatever the host's clock says.
     *
     * @return whether the clock says so
     */
    boolean begin(Run run) {
      boolean back = run.time().isBefore(time);
      time = run.time().isAfter(time) ? run.time() : time.plusSeconds(1);
      return back;
    }
  }
}
