package io.diffy.settings.judging;

import io.diffy.rules.item.ColumnPins;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Columns that are never or always compared, by query: {@code volatile.<query>=column,column} and
 * {@code never-volatile.<query>=column,column}. They win over the pack and over what is learnt.
 */
public final class PinnedColumns {
  static final String VOLATILE = "volatile.";
  static final String NEVER = "never-volatile.";

  private PinnedColumns() {}

  /**
   * The pins by query.
   *
   * @throws SettingsError when a column is pinned both ways
   */
  public static Map<String, ColumnPins> of(Settings settings) {
    Map<String, String> dropped = settings.under(VOLATILE);
    Map<String, String> kept = settings.under(NEVER);
    Set<String> queries = new TreeSet<>(dropped.keySet());
    queries.addAll(kept.keySet());
    Map<String, ColumnPins> pins = new TreeMap<>();
    for (String query : queries) {
      Set<String> dropping = columns(dropped.getOrDefault(query, ""));
      Set<String> keeping = columns(kept.getOrDefault(query, ""));
      pins.put(query, new ColumnPins(dropping, keeping));
      keeping.retainAll(dropping);
      if (!keeping.isEmpty()) {
        throw new SettingsError(
            "%s%s and %s%s both name %s; decide for one"
                .formatted(VOLATILE, query, NEVER, query, String.join(", ", keeping)));
      }
    }
    return pins;
  }

  private static Set<String> columns(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(column -> !column.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
