package io.diffy.rules.finding;

import io.diffy.rules.evaluation.ItemRows;
import io.diffy.rules.evaluation.ItemRows.ComparedRow;
import io.diffy.rules.state.HostMemory.HostEntry;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What hosts show of a found thing now, beside what was last told: which attributes are others, and
 * which row speaks for all.
 */
final class ThingChanges {
  /** Old and new text of one column; hosts on which both are the same are told once. */
  private record Change(String column, String old, String now) {}

  private final ItemRows rows;
  private final Set<String> restless;
  private final Map<Change, Set<String>> hosts = new LinkedHashMap<>();
  private final Set<String> behind = new TreeSet<>();

  /**
   * For one finding.
   *
   * @param restless columns whose text behind a mask changes on its own
   */
  ThingChanges(ItemRows rows, Set<String> restless) {
    this.rows = rows;
    this.restless = restless;
  }

  /** The columns of which only the text behind a mask changed. */
  Set<String> behindMasks() {
    return behind;
  }

  /**
   * Compares what a host shows with what was told of it.
   *
   * @param told the finding that told of it, if there is one
   * @param now its rows of the thing
   * @return the rows to remember, the latest first: others than before only if an attribute changed
   */
  List<Long> on(Instance host, Optional<FindingState> told, List<Long> now) {
    Optional<HostEntry> known = told.map(state -> state.memory().hosts().get(host.instanceId()));
    if (known.isEmpty()) {
      return now;
    }
    List<Long> before = known.get().items();
    if (Set.copyOf(before).equals(Set.copyOf(now))) {
      return before;
    }
    Finding last = told.get().finding();
    List<Long> latest = new ArrayList<>(now);
    latest.removeAll(before);
    before.stream().filter(now::contains).forEach(latest::add);
    if (!before.isEmpty() && before.stream().allMatch(rows::knows)) {
      compare(host, compared(before), compared(latest), texts(before, host), texts(latest, host));
    } else if (!before.isEmpty() || last.instances().size() == 1) {
      Map<String, String> shown = shownBefore(last, host.instanceId());
      ComparedRow old = rows.compared(shown, host, rows.thingOf(latest.get(0)));
      compare(host, Set.of(old), compared(latest), shown, texts(latest, host));
    }
    return latest;
  }

  private Set<ComparedRow> compared(List<Long> items) {
    return items.stream().map(rows::compared).collect(Collectors.toSet());
  }

  private void compare(
      Instance host,
      Set<ComparedRow> old,
      Set<ComparedRow> now,
      Map<String, String> oldTexts,
      Map<String, String> nowTexts) {
    Set<Map<String, Long>> values = values(now);
    Set<String> columns = differing(byColumn(values(old)), byColumn(values));
    Set<String> texts = behindMasks(old, now);
    texts.removeAll(columns);
    behind.addAll(texts);
    columns.addAll(texts);
    boolean tooManyColumns = values.equals(Set.of(Map.of()));
    if (columns.isEmpty() && values(old).equals(values) && !tooManyColumns) {
      return;
    }
    if (columns.isEmpty()) {
      // The same values in other rows, or a row too wide to be kept by column.
      columns.add(ItemRows.WHOLE_ROW);
    }
    for (String column : columns) {
      Change change =
          new Change(
              column,
              oldTexts.getOrDefault(column, oldTexts.toString()),
              nowTexts.getOrDefault(column, nowTexts.toString()));
      hosts.computeIfAbsent(change, c -> new TreeSet<>()).add(host.instanceId());
    }
  }

  /** Where there was such a text and is one: what was no such text differs by itself. */
  private Set<String> behindMasks(Collection<ComparedRow> old, Collection<ComparedRow> now) {
    Map<String, Set<Long>> before = byColumn(old.stream().map(ComparedRow::behind).toList());
    Map<String, Set<Long>> after = byColumn(now.stream().map(ComparedRow::behind).toList());
    before.keySet().retainAll(after.keySet());
    after.keySet().retainAll(before.keySet());
    Set<String> columns = differing(before, after);
    columns.removeAll(restless);
    return columns;
  }

  private static Set<String> differing(
      Map<String, Set<Long>> before, Map<String, Set<Long>> after) {
    Set<String> columns = new TreeSet<>(before.keySet());
    columns.addAll(after.keySet());
    columns.removeIf(column -> before.getOrDefault(column, Set.of()).equals(after.get(column)));
    return columns;
  }

  private static Set<Map<String, Long>> values(Set<ComparedRow> rows) {
    return rows.stream().map(ComparedRow::values).collect(Collectors.toSet());
  }

  /** What changed, by column; most hosts first. */
  List<AttributeChange> changes() {
    List<AttributeChange> changes = new ArrayList<>();
    hosts.forEach(
        (change, ids) ->
            changes.add(
                new AttributeChange(
                    change.column(),
                    change.old(),
                    change.now(),
                    ids.stream().limit(AttributeChange.MOST_NAMED).toList(),
                    ids.size())));
    changes.sort(
        Comparator.comparing(AttributeChange::column)
            .thenComparing(Comparator.comparingInt(AttributeChange::hosts).reversed())
            .thenComparing(AttributeChange::now));
    return List.copyOf(changes);
  }

  /** The item that most hosts show last; of equals that of the smallest instance id. */
  long shown(Map<String, List<Long>> items) {
    Map<Long, Integer> counts = new LinkedHashMap<>();
    items.values().forEach(all -> counts.merge(rows.maskedOf(all.get(0)), 1, Integer::sum));
    int most = counts.values().stream().max(Integer::compare).orElseThrow();
    return items.values().stream()
        .map(all -> all.get(0))
        .filter(item -> counts.get(rows.maskedOf(item)) == most)
        .findFirst()
        .orElseThrow();
  }

  /** The evidence with the row that speaks for all of these hosts. */
  EvidenceRows evidence(EvidenceRows rows, Map<String, List<Long>> items, long shown) {
    String host =
        items.entrySet().stream()
            .filter(e -> e.getValue().get(0) == shown)
            .findFirst()
            .orElseThrow()
            .getKey();
    EvidenceRows now = rows.with(this.rows.row(shown, host), changes());
    return rows.thing()
        .map(t -> now.of(ThingNow.showing(t, rows.row(), this.rows.print(host, shown, t.masked()))))
        .orElse(now);
  }

  /** What a host with these rows shows otherwise than the row of the finding. */
  Map<String, String> own(String instanceId, List<Long> items, long shown) {
    if (items.equals(List.of(shown)) || !items.stream().allMatch(rows::knows)) {
      return Map.of();
    }
    if (rows.thingOf(items.get(0)) != rows.thingOf(shown)) {
      Map<String, String> another = new TreeMap<>(texts(items, instanceId));
      another.entrySet().removeAll(rows.row(shown, instanceId).entrySet());
      return another;
    }
    ComparedRow told = rows.compared(shown);
    Set<String> columns = behindMasks(items.stream().map(rows::compared).toList(), List.of(told));
    items.forEach(
        item -> columns.addAll(ItemRows.differing(rows.compared(item).values(), told.values())));
    if (columns.isEmpty()) {
      return Map.of();
    }
    Map<String, String> own = new TreeMap<>(texts(items, instanceId));
    own.keySet().retainAll(columns);
    return own;
  }

  private static Map<String, String> shownBefore(Finding told, String instanceId) {
    Map<String, String> shown = new HashMap<>(told.row());
    told.sighting(instanceId).ifPresent(sighting -> shown.putAll(sighting.own()));
    return shown;
  }

  /** The values of each column in all the rows. */
  private static Map<String, Set<Long>> byColumn(Collection<Map<String, Long>> rows) {
    Map<String, Set<Long>> values = new TreeMap<>();
    rows.forEach(
        row ->
            row.forEach(
                (column, print) ->
                    values.computeIfAbsent(column, c -> new HashSet<>()).add(print)));
    return values;
  }

  private Map<String, String> texts(List<Long> items, Instance host) {
    return texts(items, host.instanceId());
  }

  /** The texts of each column in all the rows, each once. */
  private Map<String, String> texts(List<Long> items, String instanceId) {
    Map<String, Set<String>> texts = new TreeMap<>();
    for (long item : items) {
      rows.row(item, instanceId)
          .forEach(
              (column, text) ->
                  texts.computeIfAbsent(column, c -> new LinkedHashSet<>()).add(text));
    }
    Map<String, String> joined = new TreeMap<>();
    texts.forEach((column, all) -> joined.put(column, String.join(", ", all)));
    return joined;
  }
}
