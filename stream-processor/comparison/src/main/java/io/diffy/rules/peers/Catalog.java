package io.diffy.rules.peers;

import io.diffy.rules.detection.ProgramPath;
import io.diffy.rules.detection.RoutineRow;
import io.diffy.schemas.Kind;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;

/** What is known of the items behind the fingerprints of one group and query. */
public interface Catalog {

  /** Fingerprint of the identity of an item; the same for all items that name the same thing. */
  long identityOf(long item);

  /** The item's attributes by column, each text as a fingerprint; none when they are not known. */
  default SortedMap<String, Long> attributesOf(long item) {
    return Collections.emptySortedMap();
  }

  /**
   * Whether the item stands where no healthy host keeps such a thing, whatever the table; see
   * {@link ProgramPath}.
   */
  default boolean outOfPlace(long item) {
    return false;
  }

  /**
   * Whether somebody decided on such a deviation, whatever the table: see {@link RoutineRow}.
   *
   * @param previous what most have in its place, where it is changed
   */
  default boolean decided(Kind kind, long item, long previous) {
    return outOfPlace(item) && kind == Kind.UNEXPECTED;
  }

  /** Whether it stands beside a host's own row of the form in which most hosts show the thing. */
  default boolean isOfOtherForm(long item) {
    return false;
  }

  /** Whether the running of a healthy host may bring about such a deviation. */
  default boolean routine(Kind kind, long item) {
    return false;
  }

  /**
   * The form of each item that is one of a crowd: rows that differ only in words of their own.
   *
   * @param hostsByItem which hosts show an item, by numbers
   * @param least how many hosts show rows of such a form
   * @param numbers whether numbers in what runs are words of their own
   */
  default Map<Long, String> forms(Map<Long, BitSet> hostsByItem, int least, boolean numbers) {
    return Map.of();
  }
}
