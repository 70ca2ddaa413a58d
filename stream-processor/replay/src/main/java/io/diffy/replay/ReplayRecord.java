package io.diffy.replay;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ReadRows;
import io.diffy.schemas.text.Hashing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where an observation lies, and what decides its place.
 *
 * @param appended when a broker took it, or would have
 * @param origin whose word that is
 * @param rows where its rows lie
 */
record ReplayRecord(
    Instant appended,
    Origin origin,
    Instant at,
    GroupKey group,
    String instance,
    String query,
    long offset,
    int length,
    RowsPlace rows) {

  /**
   * Where the rows of a record lie in it.
   *
   * @param to behind their end; 0 when only who reads them all can say where they are
   */
  record RowsPlace(int from, int to, int count) {
    static final RowsPlace UNKNOWN = new RowsPlace(0, 0, 0);

    static RowsPlace of(Observation observation) {
      return observation.rows() instanceof ReadRows rows
          ? new RowsPlace(rows.from(), rows.to(), rows.size())
          : UNKNOWN;
    }
  }

  /** Where a record comes from. */
  enum Origin {
    /** A topic, or an archive of it: a broker said when it took it. */
    BROKER,
    /** Anybody's file. */
    FILE,
    /** osqueryd's log, which holds a whole answer for each run. */
    SNAPSHOT,
    /** osqueryd's log, which holds what changed. */
    CHANGES
  }

  private static final Comparator<ReplayRecord> ORDER =
      Comparator.comparing(ReplayRecord::appended)
          .thenComparing(ReplayRecord::at)
          .thenComparing(ReplayRecord::group)
          .thenComparing(ReplayRecord::instance)
          .thenComparing(ReplayRecord::query);

  private static final Comparator<ByteBuffer> BYTES =
      Comparator.comparing(ByteBuffer::array, Arrays::compare);

  /**
   * Of an observation.
   *
   * @param appended without the broker's word the host's, which is all there is
   */
  static ReplayRecord of(
      Observation o,
      Instant appended,
      Origin origin,
      long offset,
      int length,
      RowsPlace rows,
      Map<String, String> names) {
    return new ReplayRecord(
        appended,
        origin,
        o.collectedAt(),
        o.instance().group(),
        names.computeIfAbsent(o.instance().instanceId(), name -> name),
        names.computeIfAbsent(o.query(), name -> name),
        offset,
        length,
        rows);
  }

  /** The same at another time. */
  ReplayRecord appendedAt(Instant time) {
    return new ReplayRecord(time, origin, at, group, instance, query, offset, length, rows);
  }

  /** The same answer, still standing at a later time. */
  ReplayRecord carriedTo(Instant later) {
    return new ReplayRecord(
        later, origin, later, group, instance, query, offset, length, RowsPlace.UNKNOWN);
  }

  /**
   * In order, and each once. Taken twice by a broker, an answer counts twice, as it does on the
   * topic. The same answer from an archive and from elsewhere, without a broker's time, is the
   * archive's.
   *
   * @param content what an observation says, however it is written; asked only where nothing else
   *     decides
   */
  static List<ReplayRecord> sortedOnce(
      List<ReplayRecord> entries, Function<ReplayRecord, byte[]> content) {
    Set<ByteBuffer> taken = new HashSet<>();
    if (entries.stream().anyMatch(entry -> !entry.known())) {
      entries.stream()
          .filter(ReplayRecord::known)
          .forEach(entry -> taken.add(digest(content.apply(entry))));
    }
    entries.sort(ORDER);
    List<ReplayRecord> once = new ArrayList<>(entries.size());
    int from = 0;
    while (from < entries.size()) {
      int to = from + 1;
      while (to < entries.size() && alike(entries, from, to)) {
        to++;
      }
      if (to == from + 1 && taken.isEmpty()) {
        once.add(entries.get(from));
      } else {
        different(entries.subList(from, to), taken, content).forEach(once::add);
      }
      from = to;
    }
    return once;
  }

  /** Of those that nothing but their content tells apart. */
  private static Stream<ReplayRecord> different(
      List<ReplayRecord> alike, Set<ByteBuffer> taken, Function<ReplayRecord, byte[]> content) {
    Map<ByteBuffer, ReplayRecord> byDigest = new TreeMap<>(BYTES);
    for (ReplayRecord entry : alike) {
      byDigest.merge(
          digest(content.apply(entry)), entry, (one, other) -> one.known() ? one : other);
    }
    return byDigest.entrySet().stream()
        .filter(each -> each.getValue().known() || !taken.contains(each.getKey()))
        .map(Map.Entry::getValue);
  }

  /** Sixteen bytes that stand for a line. */
  private static ByteBuffer digest(byte[] line) {
    return ByteBuffer.wrap(Arrays.copyOf(Hashing.by("SHA-256").digest(line), 16));
  }

  boolean known() {
    return origin == Origin.BROKER;
  }

  /** Whether its query has the name it was scheduled by, and no interval yet. */
  boolean isScheduled() {
    return origin == Origin.SNAPSHOT || origin == Origin.CHANGES;
  }

  /** The same as an answer to the query that is meant. */
  ReplayRecord named(String name) {
    return new ReplayRecord(appended, origin, at, group, instance, name, offset, length, rows);
  }

  private static boolean alike(List<ReplayRecord> entries, int one, int other) {
    return ORDER.compare(entries.get(one), entries.get(other)) == 0;
  }
}
