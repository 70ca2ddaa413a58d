package io.diffy.rules.exception;

import io.diffy.schemas.Difference;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What of a drift was seen: which hosts differ in which query, and in how many things, to the next
 * power of two. Twice as many things, or another query, is another drift.
 */
public final class AcceptedDrift {
  private AcceptedDrift() {}

  /** All that is no more than these differences, as an exception holds it. */
  public static List<String> items(List<Difference> differences) {
    List<String> items = new ArrayList<>();
    for (Difference difference : differences) {
      for (int size = 0; size <= size(difference); size++) {
        items.add(print(difference, size));
      }
    }
    return items;
  }

  /** The differences as they are now. */
  public static Collection<ShownPrint> shown(List<Difference> differences) {
    return differences.stream()
        .map(difference -> print(difference, size(difference)))
        .map(print -> (ShownPrint) masked -> print)
        .toList();
  }

  private static int size(Difference difference) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(difference.things());
  }

  private static String print(Difference difference, int size) {
    return FindingUid.item(difference.query(), Kind.DRIFT, size + " " + difference.cohort());
  }
}
