package io.diffy.replay;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a line lies, and what decides its place.
 *
 * @param appended when a broker took it, or would have
 * @param known whether a broker said so
 * @param digest of what it says, however it is written
 */
record ReplayRecord(
    Instant appended,
    boolean known,
    Instant at,
    GroupKey group,
    String instance,
    String query,
    long offset,
    int length,
    byte[] digest) {

  private static final Comparator<ReplayRecord> ORDER =
      Comparator.comparing(ReplayRecord::appended)
          .thenComparing(ReplayRecord::at)
          .thenComparing(ReplayRecord::group)
          .thenComparing(ReplayRecord::instance)
          .thenComparing(ReplayRecord::query)
          .thenComparing(ReplayRecord::digest, Arrays::compare);

  /** Without the broker's word, the host's is all there is. */
  static ReplayRecord of(
      Observation o,
      Optional<Instant> appended,
      long offset,
      int length,
      byte[] encoded,
      Map<String, String> names) {
    return new ReplayRecord(
        appended.orElse(o.collectedAt()),
        appended.isPresent(),
        o.collectedAt(),
        o.instance().group(),
        names.computeIfAbsent(o.instance().instanceId(), name -> name),
        names.computeIfAbsent(o.query(), name -> name),
        offset,
        length,
        Digest.of(encoded));
  }

  /**
   * In order, and each once. Taken twice by a broker, an answer counts twice, as it does on the
   * topic. The same answer from an archive and from elsewhere, without a broker's time, is the
   * archive's.
   */
  static List<ReplayRecord> sortedOnce(List<ReplayRecord> entries) {
    entries.sort(ORDER);
    Set<ByteBuffer> taken = new HashSet<>();
    if (entries.stream().anyMatch(entry -> !entry.known)) {
      entries.stream()
          .filter(ReplayRecord::known)
          .forEach(entry -> taken.add(ByteBuffer.wrap(entry.digest)));
    }
    List<ReplayRecord> once = new ArrayList<>(entries.size());
    for (ReplayRecord entry : entries) {
      boolean repeated = !once.isEmpty() && ORDER.compare(once.get(once.size() - 1), entry) == 0;
      boolean told = !entry.known && taken.contains(ByteBuffer.wrap(entry.digest));
      if (!repeated && !told) {
        once.add(entry);
      }
    }
    return once;
  }
}
