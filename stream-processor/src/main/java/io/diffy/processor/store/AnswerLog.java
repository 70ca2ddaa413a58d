package io.diffy.processor.store;

import io.diffy.processor.rules.HostFacts;
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
public record AnswerLog(List<Version> versions, Load load) {
  private static final int FORMAT = 4;

  /** Without what an answer says of its interval. It counts from its first end on. */
  private static final int FORMAT_WITHOUT_INTERVAL = 3;

  /** Without the load, too. It is read as if nothing had come yet. */
  private static final int FORMAT_WITHOUT_LOAD = 2;

  private static final int MOST = 6;
  private static final int MOST_ROUNDS = 24;
  private static final Duration LONGER = Duration.ofHours(1);
  private static final Comparator<Version> ORDER =
      Comparator.comparing(Version::from)
          .thenComparing(Version::eventTime)
          .thenComparing(Version::collectedAt)
          .thenComparing(Version::roundId);

  public static final AnswerLog EMPTY = new AnswerLog(List.of(), Load.NONE);

  /** The log with this answer in it; itself when a better one stands there already. */
  public AnswerLog with(Version answer) {
    List<Version> next = new ArrayList<>(versions);
    for (Version old : versions) {
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
  public AnswerLog refusing(Version answer) {
    Instant newest =
        versions.stream()
            .map(Version::eventTime)
            .filter(time -> !time.isAfter(answer.firstEnd()))
            .reduce(answer.eventTime(), (a, b) -> a.isAfter(b) ? a : b);
    List<Version> next = new ArrayList<>(versions);
    next.removeIf(old -> old.sharesPlaceWith(answer));
    return of(next, answer.at(newest));
  }

  private AnswerLog of(List<Version> next, Version answer) {
    next.add(answer);
    next.sort(ORDER);
    return new AnswerLog(newest(next), load);
  }

  /** Those that stay, in their order. */
  private static List<Version> newest(List<Version> sorted) {
    Instant recent =
        sorted.stream().map(Version::eventTime).max(Instant::compareTo).orElseThrow().minus(LONGER);
    List<Version> kept = new ArrayList<>(sorted.size());
    int windows = 0;
    int rounds = 0;
    for (int i = sorted.size() - 1; i >= 0; i--) {
      Version version = sorted.get(i);
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
  public AnswerLog loaded(Version answer, long newRows) {
    return versions.contains(answer)
        ? this
        : new AnswerLog(versions, load.and(answer.firstEnd(), newRows));
  }

  /**
   * The log without a load for a later window than there can be by now: the group's windows were
   * longer when it was counted, and it must not be held against the shorter ones.
   */
  public AnswerLog loadedUntil(Instant latestEnd) {
    return load.end().isAfter(latestEnd) ? new AnswerLog(versions, Load.NONE) : this;
  }

  /** The newest answer on schedule. */
  public Optional<Version> newestScheduled() {
    return newest(version -> version.roundId().isEmpty());
  }

  /** The newest answer among those that {@code counts}. */
  public Optional<Version> newest(Predicate<Version> counts) {
    Version newest = null;
    for (Version version : versions) {
      if (counts.test(version) && (newest == null || version.winsOver(newest))) {
        newest = version;
      }
    }
    return Optional.ofNullable(newest);
  }

  public byte[] encode() {
    return Bytes.write(
        FORMAT,
        out -> {
          out.writeByte(versions.size());
          for (Version version : versions) {
            write(out, version);
          }
          load.write(out);
        });
  }

  public static AnswerLog decode(byte[] bytes) {
    if (bytes == null) {
      return EMPTY;
    }
    byte first = bytes.length > 0 ? bytes[0] : FORMAT;
    int format = first == FORMAT_WITHOUT_LOAD || first == FORMAT_WITHOUT_INTERVAL ? first : FORMAT;
    return Bytes.read(
        format,
        bytes,
        in -> {
          int count = in.readUnsignedByte();
          List<Version> versions = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            versions.add(read(in, format));
          }
          return new AnswerLog(
              List.copyOf(versions), format == FORMAT_WITHOUT_LOAD ? Load.NONE : Load.read(in));
        });
  }

  private static void write(DataOutputStream out, Version version) throws IOException {
    Instances.write(out, version.instance());
    Bytes.writeTime(out, version.eventTime());
    Bytes.writeTime(out, version.collectedAt());
    out.writeBoolean(version.believed());
    Bytes.writeTime(out, version.firstEnd());
    Bytes.writeTime(out, version.from());
    out.writeLong(version.hop().toMillis());
    out.writeLong(version.said().toMillis());
    Bytes.writeText(out, version.coverage().name());
    Bytes.writeText(out, version.problem());
    out.writeLong(version.set());
    out.writeInt(version.rules());
    Bytes.writeText(out, version.roundId());
    out.writeBoolean(version.facts().isPresent());
    if (version.facts().isPresent()) {
      write(out, version.facts().get());
    }
  }

  private static void write(DataOutputStream out, HostFacts facts) throws IOException {
    Bytes.writeTime(out, facts.bootedAt());
    out.writeInt(facts.users().size());
    for (String user : facts.users()) {
      Bytes.writeText(out, user);
    }
  }

  private static HostFacts readFacts(DataInputStream in) throws IOException {
    Instant bootedAt = Bytes.readTime(in);
    int count = in.readInt();
    List<String> users = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      users.add(Bytes.readText(in));
    }
    return new HostFacts(bootedAt, List.copyOf(users));
  }

  private static Version read(DataInputStream in, int format) throws IOException {
    Instance instance = Instances.read(in);
    Instant eventTime = Bytes.readTime(in);
    Instant collectedAt = Bytes.readTime(in);
    boolean believed = in.readBoolean();
    Instant firstEnd = Bytes.readTime(in);
    Instant from = format == FORMAT ? Bytes.readTime(in) : firstEnd;
    Duration hop = format == FORMAT ? Duration.ofMillis(in.readLong()) : Duration.ZERO;
    Duration said = format == FORMAT ? Duration.ofMillis(in.readLong()) : Duration.ZERO;
    Coverage coverage = Coverage.valueOf(Bytes.readText(in));
    String problem = Bytes.readText(in);
    long set = in.readLong();
    int rules = in.readInt();
    String roundId = Bytes.readText(in);
    Optional<HostFacts> facts = in.readBoolean() ? Optional.of(readFacts(in)) : Optional.empty();
    return new Version(
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
