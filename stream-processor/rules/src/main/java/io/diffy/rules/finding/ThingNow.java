package io.diffy.rules.finding;

import static java.util.stream.Collectors.toCollection;

import io.diffy.rules.exception.ShownPrint;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** As what the instances of a finding show its thing: now, and those that did not answer before. */
final class ThingNow {
  private ThingNow() {}

  /** As an instance showed it when the finding's last event was made. */
  static Collection<ShownPrint> last(Finding finding, Instance instance) {
    return finding
        .thing()
        .map(
            thing ->
                thing.printsOf(instance.instanceId()).stream()
                    .map(print -> (ShownPrint) masked -> masked.equals(thing.masked()) ? print : "")
                    .toList())
        .orElse(List.of());
  }

  /**
   * The rows of these instances alone, the finding's own among them.
   *
   * @param answered whose rows they are
   * @param before the finding's last event, for those that this evaluation says nothing of
   * @param restless columns whose text behind a mask changes on its own
   */
  static EvidenceRows of(
      EvidenceRows rows,
      List<Instance> answered,
      List<Instance> concerned,
      Optional<Finding> before,
      Set<String> restless) {
    Optional<ShownThing> shown = rows.thing().filter(thing -> !thing.items().isEmpty());
    if (shown.isEmpty()) {
      return rows;
    }
    Set<String> left = ids(concerned);
    Map<String, ShownItem> items = new TreeMap<>();
    Map<String, Set<String>> shownBy = new TreeMap<>();
    add(without(shown.get(), restless), ids(answered), left, items, shownBy);
    before.ifPresent(
        last ->
            last.thing()
                .map(thing -> without(withRow(thing, last.row()), restless))
                .ifPresent(thing -> add(thing, ids(last.instances()), left, items, shownBy)));
    int all = concerned.size();
    List<ShownItem> kept = new ArrayList<>();
    shownBy.forEach(
        (print, instances) -> {
          ShownItem item = items.get(print);
          List<String> some = instances.size() == all ? List.of() : List.copyOf(instances);
          kept.add(item.row().isEmpty() ? 0 : kept.size(), new ShownItem(print, item.row(), some));
        });
    return own(rows, shown.get(), kept);
  }

  /** Where more rows differ behind their masks than an event holds, the masks hold. */
  private static ShownThing without(ShownThing thing, Set<String> restless) {
    boolean many = thing.items().size() > ShownThing.MOST_ITEMS;
    return thing.with(
        thing.items().stream()
            .map(
                item ->
                    new ShownItem(
                        many
                            ? ShownPrint.masked(item.print())
                            : ShownPrint.without(item.print(), restless),
                        item.row(),
                        item.instances()))
            .toList());
  }

  /** Adds what these show; who is named once showed all it has. */
  private static void add(
      ShownThing thing,
      Set<String> all,
      Set<String> left,
      Map<String, ShownItem> items,
      Map<String, Set<String>> shownBy) {
    for (ShownItem item : thing.items()) {
      Set<String> here = new TreeSet<>(item.instances().isEmpty() ? all : item.instances());
      here.retainAll(left);
      if (!here.isEmpty()) {
        items.putIfAbsent(item.print(), item);
        shownBy.computeIfAbsent(item.print(), p -> new TreeSet<>()).addAll(here);
      }
    }
    left.removeAll(all);
  }

  /**
   * The thing of a finding that shows the row of one of the items as its own.
   *
   * @param before the row that it showed
   */
  static ShownThing showing(ShownThing thing, Map<String, String> before, String print) {
    if (thing.items().stream().noneMatch(item -> item.print().equals(print))) {
      return thing; // of many hosts that each have another row
    }
    List<ShownItem> items = new ArrayList<>();
    for (ShownItem item : withRow(thing, before).items()) {
      if (item.print().equals(print)) {
        items.add(0, new ShownItem(print, Map.of(), item.instances()));
      } else {
        items.add(item);
      }
    }
    return thing.with(items);
  }

  /** The thing in a finding that shows another row than this as its own. */
  static ShownThing withRow(ShownThing thing, Map<String, String> own) {
    return thing.with(
        thing.items().stream()
            .map(
                item ->
                    item.row().isEmpty()
                        ? new ShownItem(item.print(), own, item.instances())
                        : item)
            .toList());
  }

  private static Set<String> ids(List<Instance> instances) {
    return instances.stream().map(Instance::instanceId).collect(toCollection(TreeSet::new));
  }

  /** The finding shows a row of somebody it concerns. */
  private static EvidenceRows own(EvidenceRows rows, ShownThing thing, List<ShownItem> kept) {
    if (kept.isEmpty() || kept.get(0).row().isEmpty()) {
      return rows.of(thing.with(kept));
    }
    ShownItem first = kept.get(0);
    kept.set(0, new ShownItem(first.print(), Map.of(), first.instances()));
    return rows.with(first.row(), rows.changes()).of(thing.with(kept));
  }

  /** Whether an instance shows something else than at the last event. */
  static boolean changed(Finding before, Finding now) {
    if (before.thing().isEmpty() || now.thing().isEmpty()) {
      // An event of an older version can't be accepted as what it shows: it is told once more.
      return now.thing().filter(thing -> !thing.items().isEmpty()).isPresent();
    }
    ShownThing then = before.thing().get();
    ShownThing here = now.thing().get();
    return then.masked().equals(here.masked())
        && now.instances().stream()
            .map(Instance::instanceId)
            .anyMatch(id -> differ(then.printsOf(id), here.printsOf(id)));
  }

  private static boolean differ(Set<String> then, Set<String> now) {
    return !now.stream().allMatch(p -> then.stream().anyMatch(seen -> ShownPrint.covers(seen, p)))
        || !then.stream().allMatch(seen -> now.stream().anyMatch(p -> ShownPrint.covers(seen, p)));
  }
}
