package io.diffy.rules.item;

import java.util.Set;

/**
 * What the configuration says of the columns of one query, over the pack and over what is learnt.
 *
 * @param volatileColumns never compared
 * @param never always compared
 */
public record ColumnPins(Set<String> volatileColumns, Set<String> never) {
  public static final ColumnPins NONE = new ColumnPins(Set.of(), Set.of());

  public ColumnPins {
    volatileColumns = Set.copyOf(volatileColumns);
    never = Set.copyOf(never);
  }
}
