package io.diffy.rules.state;

import io.diffy.rules.item.HostFacts;
import io.diffy.rules.state.SnapshotVersion.AnswerContent;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The last answers of one instance to one query: one per window end and one per on-demand round, of
 * each the newest {@value #MOST}. Answers to rounds stay an hour longer, at most {@value
 * #MOST_ROUNDS} in all: a round is announced on another topic, which may be read late, and it stays
 * open while windows come and go.
 *
 * @param versions the answers, by the time from which on they count
 * @param load how much came for the newest window
 */
public record SnapshotHistory(List<SnapshotVersion> versions, WindowLoad load) {
  private static final int FORMAT = 4;

  /** Without what an answer says of its interval. It counts from its first end on. */
  private static final int FORMAT_WITHOUT_INTERVAL = 3;

  /** Without the load, too. It is read as if nothing had come yet. */
  private static final int FORMAT_WITHOUT_LOAD = 2;

  private static final Set<Integer> FORMATS =
      Set.of(FORMAT, FORMAT_WITHOUT_INTERVAL, FORMAT_WITHOUT_LOAD);

  private static final int MOST = 6;
  private static final int MOST_ROUNDS = 24;
  private static final Duration LONGER = Duration.ofHours(1);
  private static final Comparator<SnapshotVersion> ORDER =
      Comparator.comparing(SnapshotVersion::from)
          .thenComparing(SnapshotVersion::eventTime)
          .thenComparing(SnapshotVersion::collectedAt)
          .thenComparing(SnapshotVersion::roundId);

  public static final SnapshotHistory EMPTY = new SnapshotHistory(List.of(), WindowLoad.NONE);

  /** The log with this answer in it; itself when a better one stands there already. */
  public SnapshotHistory with(SnapshotVersion answer) {
    if (versions.isEmpty()) {
      return new SnapshotHistory(List.of(answer), load);
    }
    List<SnapshotVersion> next = new ArrayList<>(versions);
    for (SnapshotVersion old : versions) {
      if (old.sharesPlaceWith(answer)) {
        if (!answer.winsOver(old)) {
          return this;
        }
        next.remove(old);
      }
    }
    return of(next, answer);
  }

  /**
   * The log in which a refused answer takes the place of what came before it for the same window or
   * round, and is the newest, whatever the host's clock says.
   */
  public SnapshotHistory refusing(SnapshotVersion answer) {
    Instant newest =
        versions.stream()
            .map(SnapshotVersion::eventTime)
            .filter(time -> !time.isAfter(answer.firstEnd()))
            .reduce(answer.eventTime(), (a, b) -> a.isAfter(b) ? a : b);
    List<SnapshotVersion> next = new ArrayList<>(versions);
    next.removeIf(old -> old.sharesPlaceWith(answer));
    return of(next, answer.at(newest));
  }

  private SnapshotHistory of(List<SnapshotVersion> next, SnapshotVersion answer) {
    next.add(answer);
    next.sort(ORDER);
    return new SnapshotHistory(newest(next), load);
  }

  /** Those that stay, in their order. */
  private static List<SnapshotVersion> newest(List<SnapshotVersion> sorted) {
    Instant recent =
        sorted.stream()
            .map(SnapshotVersion::eventTime)
            .max(Instant::compareTo)
            .orElseThrow()
            .minus(LONGER);
    List<SnapshotVersion> kept = new ArrayList<>(sorted.size());
    int windows = 0;
    int rounds = 0;
    for (int i = sorted.size() - 1; i >= 0; i--) {
      SnapshotVersion version = sorted.get(i);
      boolean window = version.roundId().isEmpty();
      int newer = window ? windows++ : rounds++;
      boolean waits = !window && newer < MOST_ROUNDS && version.eventTime().isAfter(recent);
      if (newer < MOST || waits) {
        kept.add(0, version);
      }
    }
    return List.copyOf(kept);
  }

  /** The log after one more answer came, whether it is kept or not. */
  public SnapshotHistory loaded(SnapshotVersion answer, long newRows) {
    return versions.contains(answer)
        ? this
        : new SnapshotHistory(versions, load.and(answer.firstEnd(), newRows));
  }

  /**
   * The log without a load for a later window than there can be by now: the group's windows were
   * longer when it was counted, and it must not count for the shorter ones.
   */
  public SnapshotHistory loadedUntil(Instant latestEnd) {
    return load.end().isAfter(latestEnd) ? new SnapshotHistory(versions, WindowLoad.NONE) : this;
  }

  /** Whether the instance answered so long before that answer. */
  public boolean isOlderThan(Duration age, SnapshotVersion answer) {
    Instant before = answer.eventTime().minus(age);
    return any(version -> version.eventTime().isBefore(before));
  }

  /** Whether an answer is so. Asked of each answer that comes, so without a stream. */
  public boolean any(Predicate<SnapshotVersion> is) {
    for (SnapshotVersion version : versions) {
      if (is.test(version)) {
        return true;
      }
    }
    return false;
  }

  /** The newest answer on schedule. */
  public Optional<SnapshotVersion> newestScheduled() {
    return newest(version -> version.roundId().isEmpty());
  }

  /** The newest answer among those that {@code counts}. */
  public Optional<SnapshotVersion> newest(Predicate<SnapshotVersion> counts) {
    SnapshotVersion newest = null;
    for (SnapshotVersion version : versions) {
      if (counts.test(version) && (newest == null || version.winsOver(newest))) {
        newest = version;
      }
    }
    return Optional.ofNullable(newest);
  }

  public byte[] encode() {
    StateWriter out = new StateWriter(FORMAT).shortList(versions, SnapshotHistory::write);
    load.write(out);
    return out.done();
  }

  private static void write(StateWriter out, SnapshotVersion version) {
    InstanceBytes.write(out, version.instance());
    out.time(version.eventTime())
        .time(version.collectedAt())
        .flag(version.time().clockTrusted())
        .time(version.firstEnd())
        .time(version.from())
        .big(version.window().interval().toMillis())
        .big(version.reportedInterval().toMillis())
        .text(version.coverage().name())
        .text(version.content().status().error())
        .big(version.set())
        .number(version.content().rules())
        .text(version.roundId())
        .flag(version.facts().isPresent());
    version.facts().ifPresent(facts -> out.time(facts.bootedAt()).texts(facts.users()));
  }

  public static SnapshotHistory decode(byte[] bytes) {
    return bytes == null
        ? EMPTY
        : StateReader.read(
            FORMATS,
            bytes,
            in ->
                new SnapshotHistory(
                    in.shortList(SnapshotHistory::version),
                    in.format() == FORMAT_WITHOUT_LOAD ? WindowLoad.NONE : WindowLoad.read(in)));
  }

  private static SnapshotVersion version(StateReader in) {
    boolean now = in.format() == FORMAT;
    Instance instance = InstanceBytes.read(in);
    EventTime time = new EventTime(in.time(), in.time(), in.flag());
    Instant firstEnd = in.time();
    WindowAssignment window =
        new WindowAssignment(
            now ? in.time() : firstEnd, firstEnd, Duration.ofMillis(now ? in.big() : 0));
    Duration reported = Duration.ofMillis(now ? in.big() : 0);
    Status status = new Status(Coverage.valueOf(in.text()), in.text());
    long set = in.big();
    int rules = in.number();
    String roundId = in.text();
    Optional<HostFacts> facts =
        in.flag() ? Optional.of(new HostFacts(in.time(), in.texts())) : Optional.empty();
    return new SnapshotVersion(
        instance, time, window, reported, new AnswerContent(status, set, rules, facts), roundId);
  }
}
