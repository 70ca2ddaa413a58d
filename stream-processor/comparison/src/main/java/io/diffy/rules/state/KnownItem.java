package io.diffy.rules.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One distinct item of a group and query.
 *
 * @param identity fingerprint of its identity; it stands first in the stored value, so that
 *     counting needs nothing else
 * @param identityName hex SHA-256 of the identity text, for uids
 * @param name hex SHA-256 of the whole canonical text, for uids
 * @param prints its attributes by column, each text as a fingerprint, sorted
 * @param samples raw rows that showed it, from the instances with the smallest ids, oldest first
 * @param exact texts that the masks of the canonical text hide and peers may confirm, by column,
 *     each as a fingerprint, sorted
 */
public record KnownItem(
    long identity,
    String identityName,
    String name,
    SortedMap<String, Long> prints,
    List<RowSample> samples,
    SortedMap<String, Long> exact) {
  private static final int FORMAT = 3;

  /** With exact texts behind all else. */
  private static final int FORMAT_EXACT = 4;

  private static final Set<Integer> FORMATS = Set.of(FORMAT, FORMAT_EXACT);
  private static final int MOST_SAMPLES = 3;

  /** Where the id of the last sample stands: behind format, identity and the length of the id. */
  private static final int LAST_ID = 1 + Long.BYTES + Integer.BYTES;

  /** An item in which no mask stands for what peers may confirm. */
  public KnownItem(
      long identity,
      String identityName,
      String name,
      SortedMap<String, Long> prints,
      List<RowSample> samples) {
    this(identity, identityName, name, prints, samples, Collections.emptySortedMap());
  }

  /** A raw row as evidence, with the instance and the event time it comes from. */
  public record RowSample(String instanceId, Instant at, Map<String, String> row) {
    private static final Comparator<RowSample> ORDER =
        Comparator.comparing(RowSample::instanceId)
            .thenComparing(RowSample::at)
            .thenComparing(s -> s.row().toString());
  }

  /**
   * The item with one more sample considered; which are kept does not depend on the order they come
   * in.
   */
  public KnownItem with(RowSample sample) {
    if (samples.isEmpty()) {
      return new KnownItem(identity, identityName, name, prints, List.of(sample), exact);
    }
    List<RowSample> best = new ArrayList<>();
    Stream.concat(samples.stream(), Stream.of(sample))
        .sorted(RowSample.ORDER)
        .forEach(
            s -> {
              boolean another =
                  best.isEmpty() || !best.get(best.size() - 1).instanceId().equals(s.instanceId());
              if (another && best.size() < MOST_SAMPLES) {
                best.add(s);
              }
            });
    return new KnownItem(identity, identityName, name, prints, List.copyOf(best), exact);
  }

  /** A row from one of these instances; from any other when none of them is among the samples. */
  public Map<String, String> rowFrom(Collection<String> instances) {
    return samples.stream()
        .filter(s -> instances.contains(s.instanceId()))
        .findFirst()
        .or(() -> samples.stream().findFirst())
        .map(RowSample::row)
        .orElse(Map.of());
  }

  /** The rows from these instances; one from any other when none of them is among the samples. */
  public List<Map<String, String>> rowsFrom(Set<String> instances) {
    List<Map<String, String>> rows =
        samples.stream()
            .filter(s -> instances.contains(s.instanceId()))
            .map(RowSample::row)
            .toList();
    return rows.isEmpty() ? List.of(rowFrom(instances)) : rows;
  }

  public static long identityOf(byte[] stored) {
    requireFormat(stored);
    return ByteBuffer.wrap(stored, 1, Long.BYTES).getLong();
  }

  /** Whether a mask of it hides a text that peers may confirm. Reads a byte. */
  public static boolean isConfirmable(byte[] stored) {
    requireFormat(stored);
    return stored[0] == FORMAT_EXACT;
  }

  /** Fingerprint of the whole canonical text: the item as it is compared where the masks hold. */
  public long masked() {
    return Long.parseUnsignedLong(name, 0, 2 * Long.BYTES, 16);
  }

  /**
   * Whether no row of that instance could become a sample: there are enough, and all from smaller
   * ids. Reads no more of the stored value than it needs, because nearly every row of a fleet comes
   * to this.
   */
  public static boolean hasBetterThan(byte[] stored, String instanceId) {
    requireFormat(stored);
    int length = ByteBuffer.wrap(stored).getInt(1 + Long.BYTES);
    return length > 0
        && instanceId.compareTo(new String(stored, LAST_ID, length, StandardCharsets.UTF_8)) > 0;
  }

  /** Asked of every item of every answer. */
  private static void requireFormat(byte[] stored) {
    if (stored[0] != FORMAT && stored[0] != FORMAT_EXACT) {
      StateReader.requireFormat(FORMATS, stored[0]);
    }
  }

  private String lastOfEnough() {
    return samples.size() < MOST_SAMPLES ? "" : samples.get(samples.size() - 1).instanceId();
  }

  /** The same thing under another name, without texts behind masks. */
  public KnownItem as(String otherName, SortedMap<String, Long> otherPrints) {
    return new KnownItem(identity, identityName, otherName, otherPrints, samples);
  }

  public byte[] encode() {
    StateWriter out =
        new StateWriter(exact.isEmpty() ? FORMAT : FORMAT_EXACT, 768)
            .big(identity)
            .text(lastOfEnough())
            .text(identityName)
            .text(name)
            .map(prints, StateWriter::big)
            .shortList(
                samples,
                (to, s) -> to.text(s.instanceId()).time(s.at()).map(s.row(), StateWriter::text));
    return (exact.isEmpty() ? out : out.map(exact, StateWriter::big)).done();
  }

  public static KnownItem decode(byte[] bytes) {
    return StateReader.read(
        FORMATS,
        bytes,
        in -> {
          long identity = in.big();
          in.text(); // stands here for hasBetterThan; the samples say it too
          return new KnownItem(
              identity,
              in.text(),
              in.text(),
              new TreeMap<>(in.map(StateReader::big)),
              in.shortList(s -> new RowSample(s.text(), s.time(), s.map(StateReader::text))),
              new TreeMap<>(in.format() == FORMAT ? Map.of() : in.map(StateReader::big)));
        });
  }
}
