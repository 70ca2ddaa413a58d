package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.TableDefaults;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row in a few words: the columns that say which thing it is first, empty and volatile ones not
 * at all.
 */
public record RowSummary(Pack pack) {
  private static final int LONGEST_VALUE = 120;
  private static final int LEAD_IN = 20;

  /** For a table cell; host text is still raw in it. */
  public String of(Finding finding) {
    Set<String> differing = columns(finding.query(), finding.row());
    differing.retainAll(finding.evidence().differing());
    return of(finding, finding.row())
        + (differing.isEmpty() ? "" : " (by host: " + String.join(", ", differing) + ")");
  }

  String on(String instanceId, Finding finding) {
    Map<String, String> row = new LinkedHashMap<>(finding.row());
    finding.sighting(instanceId).ifPresent(sighting -> row.putAll(sighting.own()));
    return of(finding, row);
  }

  private String of(Finding finding, Map<String, String> row) {
    if (finding.kind() != Kind.CHANGED || finding.previous().isEmpty()) {
      return words(row, columns(finding.query(), row));
    }
    List<String> same = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    Set<String> columns = columns(finding.query(), row);
    finding.maskedColumns().forEach(columns::remove);
    for (String column : columns) {
      String now = row.getOrDefault(column, "");
      String before = finding.previous().getOrDefault(column, "");
      if (now.equals(before)) {
        same.add(column);
      } else {
        int from = firstDifference(before, now);
        changed.add(
            column
                + ": "
                + Phrases.head(from(before, from), LONGEST_VALUE)
                + " → "
                + Phrases.head(from(now, from), LONGEST_VALUE));
      }
    }
    Set<String> identity = Set.copyOf(identity(finding.query()));
    same.removeIf(column -> !identity.isEmpty() && !identity.contains(column));
    return words(row, same) + (same.isEmpty() ? "" : "; ") + String.join(", ", changed);
  }

  /** A row of an answer; host text is still raw in it. */
  public String of(String query, Map<String, String> row) {
    return words(row, columns(query, row));
  }

  private static String words(Map<String, String> row, Iterable<String> columns) {
    List<String> words = new ArrayList<>();
    for (String column : columns) {
      String value = row.getOrDefault(column, "");
      if (!value.isEmpty()) {
        words.add(column + "=" + Phrases.head(value, LONGEST_VALUE));
      }
    }
    return String.join(" ", words);
  }

  private Set<String> columns(String query, Map<String, String> row) {
    Set<String> columns = new LinkedHashSet<>(identity(query));
    columns.addAll(row.keySet());
    PackQuery known = pack.queries().get(query);
    if (known != null) {
      known.volatileColumns().forEach(columns::remove);
    } else {
      // A process id of one host would stand there as another's.
      columns.removeAll(TableDefaults.SHIPPED.fresh());
      columns.removeAll(TableDefaults.SHIPPED.volatileIn(row.keySet()));
    }
    return columns;
  }

  private List<String> identity(String query) {
    PackQuery known = pack.queries().get(query);
    return known == null ? List.of() : known.identity();
  }

  /**
   * A little before the place where they part, when that is so far in that it would be cut away.
   */
  private static int firstDifference(String one, String other) {
    int same = 0;
    while (same < Math.min(one.length(), other.length())
        && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    return same < LONGEST_VALUE / 2 ? 0 : same - LEAD_IN;
  }

  private static String from(String value, int start) {
    return start == 0 ? value : "…" + value.substring(start);
  }
}
