package io.diffy.rules.item;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A row after canonicalisation. Two hosts that show the same item show the same thing.
 *
 * @param identity which thing it is: {@code column=text} of the identity columns
 * @param attributes the other kept columns, in the same form
 */
public record Item(String identity, String attributes) {
  static final int MOST_COLUMNS = 128;

  /** The text that names the item in a finding's uid. */
  public String text() {
    return identity + CellText.ITEM_MIDDLE + attributes;
  }

  /**
   * The attributes by column, each text as a fingerprint. None when there are more than {@value
   * #MOST_COLUMNS}: such an item is compared as a whole.
   */
  public SortedMap<String, Long> prints() {
    return prints(new Fingerprints());
  }

  /** The cells, named or not, that another writes otherwise, each text as a fingerprint. */
  SortedMap<String, Long> printsUnlike(Item other) {
    Map<String, String> theirs = other.cells();
    SortedMap<String, Long> prints = new TreeMap<>();
    Fingerprints fingerprints = new Fingerprints();
    cells()
        .forEach(
            (column, text) -> {
              if (!text.equals(theirs.get(column))) {
                prints.put(column, fingerprints.of(text));
              }
            });
    return prints;
  }

  private Map<String, String> cells() {
    Map<String, String> cells = new TreeMap<>(CellText.read(identity));
    cells.putAll(CellText.read(attributes));
    return cells;
  }

  /** The same by who asks for those of many items. */
  public SortedMap<String, Long> prints(Fingerprints fingerprints) {
    SortedMap<String, Long> prints = new TreeMap<>();
    if (CellText.count(attributes) <= MOST_COLUMNS) {
      CellText.read(attributes, (column, text) -> prints.put(column, fingerprints.of(text)));
    }
    return prints;
  }
}
