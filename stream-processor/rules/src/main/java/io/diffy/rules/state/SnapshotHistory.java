package io.diffy.rules.state;

import io.diffy.rules.item.HostFacts;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
   * longer when it was counted, and it must not be held against the shorter ones.
   */
  public SnapshotHistory loadedUntil(Instant latestEnd) {
    return load.end().isAfter(latestEnd) ? new SnapshotHistory(versions, WindowLoad.NONE) : this;
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
    return StateBytes.write(
        FORMAT,
        out -> {
          out.writeByte(versions.size());
          for (SnapshotVersion version : versions) {
            write(out, version);
          }
          load.write(out);
        });
  }

  public static SnapshotHistory decode(byte[] bytes) {
    if (bytes == null) {
      return EMPTY;
    }
    byte first = bytes.length > 0 ? bytes[0] : FORMAT;
    int format = first == FORMAT_WITHOUT_LOAD || first == FORMAT_WITHOUT_INTERVAL ? first : FORMAT;
    return StateBytes.read(
        format,
        bytes,
        in -> {
          int count = in.readUnsignedByte();
          List<SnapshotVersion> versions = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            versions.add(read(in, format));
          }
          return new SnapshotHistory(
              List.copyOf(versions),
              format == FORMAT_WITHOUT_LOAD ? WindowLoad.NONE : WindowLoad.read(in));
        });
  }

  private static void write(DataOutputStream out, SnapshotVersion version) throws IOException {
    InstanceBytes.write(out, version.instance());
    StateBytes.writeTime(out, version.eventTime());
    StateBytes.writeTime(out, version.collectedAt());
    out.writeBoolean(version.believed());
    StateBytes.writeTime(out, version.firstEnd());
    StateBytes.writeTime(out, version.from());
    out.writeLong(version.hop().toMillis());
    out.writeLong(version.said().toMillis());
    StateBytes.writeText(out, version.coverage().name());
    StateBytes.writeText(out, version.problem());
    out.writeLong(version.set());
    out.writeInt(version.rules());
    StateBytes.writeText(out, version.roundId());
    out.writeBoolean(version.facts().isPresent());
    if (version.facts().isPresent()) {
      write(out, version.facts().get());
    }
  }

  private static void write(DataOutputStream out, HostFacts facts) throws IOException {
    StateBytes.writeTime(out, facts.bootedAt());
    out.writeInt(facts.users().size());
    for (String user : facts.users()) {
      StateBytes.writeText(out, user);
    }
  }

  private static HostFacts readFacts(DataInputStream in) throws IOException {
    Instant bootedAt = StateBytes.readTime(in);
    int count = in.readInt();
    List<String> users = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      users.add(StateBytes.readText(in));
    }
    return new HostFacts(bootedAt, List.copyOf(users));
  }

  private static SnapshotVersion read(DataInputStream in, int format) throws IOException {
    Instance instance = InstanceBytes.read(in);
    Instant eventTime = StateBytes.readTime(in);
    Instant collectedAt = StateBytes.readTime(in);
    boolean believed = in.readBoolean();
    Instant firstEnd = StateBytes.readTime(in);
    Instant from = format == FORMAT ? StateBytes.readTime(in) : firstEnd;
    Duration hop = format == FORMAT ? Duration.ofMillis(in.readLong()) : Duration.ZERO;
    Duration said = format == FORMAT ? Duration.ofMillis(in.readLong()) : Duration.ZERO;
    Coverage coverage = Coverage.valueOf(StateBytes.readText(in));
    String problem = StateBytes.readText(in);
    long set = in.readLong();
    int rules = in.readInt();
    String roundId = StateBytes.readText(in);
    Optional<HostFacts> facts = in.readBoolean() ? Optional.of(readFacts(in)) : Optional.empty();
    return new SnapshotVersion(
        instance,
        eventTime,
        collectedAt,
        believed,
        from,
        firstEnd,
        hop,
        said,
        coverage,
        problem,
        set,
        rules,
        roundId,
        facts);
  }
}
