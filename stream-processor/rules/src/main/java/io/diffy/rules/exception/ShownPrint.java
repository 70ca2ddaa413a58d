package io.diffy.rules.exception;

import io.diffy.rules.item.Fingerprints;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An item as an instance shows it now, to be held against what was accepted. Its print is the hex
 * fingerprint of the item as it is compared, and behind that one for each text that a mask of the
 * item hides. Who accepted a print without the last accepted any text behind the mask: so are
 * prints of older versions, and of texts that change by themselves.
 */
@FunctionalInterface
public interface ShownPrint {
  /** Nothing that could differ: the deviation itself is what was seen. */
  Collection<ShownPrint> NONE = List.of();

  /** Between the parts of a print. */
  String NEXT = "+";

  /** So many characters of a part say which column it is of. */
  int COLUMN = 4;

  /** A print has to fit in a name. */
  int MOST_COLUMNS = 12;

  /** Its print without these attributes; empty when that is not known. */
  String without(List<String> masked);

  /**
   * The print of an item.
   *
   * @param item fingerprint of the item as it is compared
   * @param behind what its masks hide, by column, each text as a fingerprint; of the first columns
   */
  static String of(String item, SortedMap<String, Long> behind) {
    return behind.entrySet().stream()
        .limit(MOST_COLUMNS)
        .map(e -> NEXT + column(e.getKey()) + text(e.getValue()))
        .collect(Collectors.joining("", item, ""));
  }

  private static String column(String name) {
    return HexFormat.of().toHexDigits(new Fingerprints().of(name)).substring(0, COLUMN);
  }

  private static String text(long fingerprint) {
    return HexFormat.of().toHexDigits(fingerprint).substring(COLUMN);
  }

  /** A print that says nothing of the texts behind the masks of these columns. */
  static String without(String print, Set<String> columns) {
    Set<String> left = columns.stream().map(ShownPrint::column).collect(Collectors.toSet());
    List<String> parts = parts(print);
    return parts.stream()
        .filter(part -> part.equals(parts.get(0)) || !left.contains(part.substring(0, COLUMN)))
        .collect(Collectors.joining(NEXT));
  }

  /** A print that says nothing of any text behind a mask. */
  static String masked(String print) {
    return parts(print).get(0);
  }

  /** Whether what was seen says all of what is shown now, as far as it says anything. */
  static boolean covers(String seen, String now) {
    List<String> then = parts(seen);
    List<String> here = parts(now);
    return then.get(0).equals(here.get(0)) && new TreeSet<>(here).containsAll(then);
  }

  private static List<String> parts(String print) {
    return Arrays.asList(print.split("\\" + NEXT, -1));
  }
}
