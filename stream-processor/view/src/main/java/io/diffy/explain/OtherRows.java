package io.diffy.explain;

import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Finding;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** As what else a thing is there, and as what it was accepted before. */
final class OtherRows {
  private static final int MOST_HOSTS = 5;

  private OtherRows() {}

  static List<String> of(Finding finding, ShownThing thing, QueryRules rules) {
    List<String> lines = new ArrayList<>();
    for (ShownItem item : thing.items()) {
      if (!item.row().isEmpty()) {
        lines.add("also, on " + hosts(item) + ": " + differing(finding, item.row(), thing, rules));
      }
    }
    if (!thing.acceptedAs().isEmpty()) {
      lines.add("was accepted as: " + differing(finding, thing.acceptedAs(), thing, rules));
    }
    return lines;
  }

  private static String hosts(ShownItem item) {
    return item.instances().isEmpty() ? "all of them" : Phrases.some(item.instances(), MOST_HOSTS);
  }

  /** The columns of the other row that are compared and differ. */
  private static String differing(
      Finding finding, Map<String, String> other, ShownThing thing, QueryRules rules) {
    TreeSet<String> columns = new TreeSet<>(rules.differing(other, finding.row()));
    columns.removeAll(thing.masked());
    return String.join(
        " ", columns.stream().map(column -> column + "=" + other.get(column)).toList());
  }
}
