package io.diffy.rules.item;

import io.diffy.rules.peers.ItemCounts;
import io.diffy.schemas.Observation;
import io.diffy.schemas.SetAside.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * A whole answer as items. The text of an item is written where its fingerprint is not known, and
 * lasts as long as this: nearly every item is one that others showed before.
 */
public final class CanonicalAnswer {
  private final ItemWriter writer;
  private final List<Map<String, String>> rows = new ArrayList<>();
  private final long[] prints;

  /** What was written for the fingerprint of a row: to write it costs more than to keep it. */
  private final ItemWriter.WrittenText[] written;

  private final long[] items;
  private final SortedMap<Long, Reason> leftOut = new TreeMap<>();
  private final long name;
  private final Optional<HostFacts> facts;
  private boolean hangsOnTime;

  /**
   * The item of one raw row.
   *
   * @param exact the texts that the masks of the item hide and the peers may confirm, by column,
   *     each as a fingerprint
   * @param hashed hex SHA-256 of the item's text where that is known; else empty
   */
  public record RowItem(
      Item item, Map<String, String> row, SortedMap<String, Long> exact, String hashed) {
    /** Hex SHA-256 of the item's text. */
    public String name(Fingerprints fingerprints) {
      return hashed.isEmpty() ? HexFormat.of().formatHex(fingerprints.digest(item.text())) : hashed;
    }
  }

  private CanonicalAnswer(QueryRules rules, Observation observation) {
    Fingerprints fingerprints = new Fingerprints();
    SshSessions sessions = SshSessions.of(observation.rows());
    writer = new ItemWriter(rules, observation.instance());
    prints = new long[observation.rows().size()];
    written = new ItemWriter.WrittenText[prints.length];
    LongStream.Builder compared = LongStream.builder();
    for (Map<String, String> row : observation.rows()) {
      long print = writer.exactPrint(row, fingerprints);
      writer
          .leftOut(row, observation.collectedAt(), sessions)
          .ifPresentOrElse(why -> leftOut.put(print, why), () -> compared.add(print));
      hangsOnTime |= writer.hangsOnTime();
      prints[rows.size()] = print;
      written[rows.size()] = writer.lastWritten();
      rows.add(row);
    }
    items = ItemCounts.sorted(compared.build().toArray());
    leftOut.keySet().removeIf(print -> Arrays.binarySearch(items, print) >= 0);
    long print = fingerprints.ofSorted(named());
    name = print == 0 ? 1 : print;
    facts = HostFacts.of(observation.rows(), sessions);
  }

  /** What is left out counts twice: an answer that compares it has another name. */
  private long[] named() {
    if (leftOut.isEmpty()) {
      return items;
    }
    return LongStream.concat(
            Arrays.stream(items),
            leftOut.entrySet().stream()
                .flatMapToLong(
                    e -> LongStream.of(e.getKey(), e.getKey() + e.getValue().word().hashCode())))
        .toArray();
  }

  public static CanonicalAnswer of(QueryRules rules, Observation observation) {
    return new CanonicalAnswer(rules, observation);
  }

  /** Sorted fingerprints of the items with their exact texts, each once. */
  public long[] items() {
    return items.clone();
  }

  /** What else it shows, and why that is compared only when more is known of the host. */
  public SortedMap<Long, Reason> leftOut() {
    return Collections.unmodifiableSortedMap(leftOut);
  }

  /** Of the set of items and what is left out: equal for equal sets, never 0. */
  public long name() {
    return name;
  }

  /** What the answer says of the host as a whole. */
  public Optional<HostFacts> facts() {
    return facts;
  }

  /** Whether the same rows of the same host come to the same whenever they are answered. */
  public boolean hangsOnRowsAlone() {
    return !hangsOnTime;
  }

  /** How many rows there are; several may show the same item. */
  public int size() {
    return prints.length;
  }

  /** How many different items they show. */
  public int different() {
    return items.length + leftOut.size();
  }

  /** The fingerprint of the item that a row shows. */
  public long print(int row) {
    return prints[row];
  }

  /**
   * The numbers of all rows, by the unsigned order of the items that they show, as far as the bits
   * beside the numbers say it: what lies together in a store is found together.
   */
  public int[] byPrint() {
    long numbers = 2 * Long.highestOneBit(prints.length) - 1;
    long[] sorted = new long[prints.length];
    for (int row = 0; row < prints.length; row++) {
      sorted[row] = ((prints[row] ^ Long.MIN_VALUE) & ~numbers) | row;
    }
    Arrays.sort(sorted);
    return LongStream.of(sorted).mapToInt(print -> (int) (print & numbers)).toArray();
  }

  /** A row with its item, written once more. */
  public RowItem line(int row) {
    return writer.line(rows.get(row), written[row]);
  }

  /** A raw row. */
  public Map<String, String> row(int row) {
    return rows.get(row);
  }

  /** The compared items with all masks by fingerprint, each with the first row that shows it. */
  public Map<Long, RowItem> lines() {
    Fingerprints fingerprints = new Fingerprints();
    Map<Long, RowItem> lines = new LinkedHashMap<>();
    for (int row = 0; row < prints.length; row++) {
      if (leftOut.containsKey(prints[row])) {
        continue;
      }
      RowItem line = line(row);
      long print = line.exact().isEmpty() ? prints[row] : fingerprints.of(line.item().text());
      lines.putIfAbsent(print, line);
    }
    return lines;
  }
}
