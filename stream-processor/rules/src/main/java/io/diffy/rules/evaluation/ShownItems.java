package io.diffy.rules.evaluation;

import io.diffy.rules.detection.DetectionResult;
import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.exception.ShownPrint;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.volatility.MaskedItems;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** As which items the hosts of an evaluation show a thing, before columns were learnt. */
final class ShownItems {
  private final Map<String, HostItems> answers;
  private final ExactTexts exact;
  private final ItemCatalog catalog;
  private final MaskedItems masks;
  private final QueryRules rules;
  private final Map<String, List<Long>> ownRows = new TreeMap<>();

  ShownItems(
      Map<String, HostItems> answers,
      ExactTexts exact,
      ItemCatalog catalog,
      MaskedItems masks,
      QueryRules rules) {
    this.answers = answers;
    this.exact = exact;
    this.catalog = catalog;
    this.masks = masks;
    this.rules = rules;
  }

  /**
   * What one host shows that may be another item tomorrow, and is the same deviation: the items of
   * an odd thing, the texts behind the masks of an odd item.
   *
   * @param subject the odd item
   * @param thing of the item
   */
  Collection<ShownPrint> of(String instanceId, long subject, long thing, boolean byIdentity) {
    return itemsOf(instanceId, subject, thing, byIdentity).stream()
        .filter(item -> byIdentity || !exact.behindMasks(item).isEmpty())
        .map(item -> (ShownPrint) masked -> print(instanceId, item, masked))
        .toList();
  }

  /**
   * The rows of the odd thing, or of the odd item where only that is odd, as each host has them.
   */
  Map<String, List<Long>> of(Deviation deviation, long thing) {
    DeviatingItem odd = deviation.item();
    Map<String, List<Long>> items = new TreeMap<>();
    if (odd.kind() == Kind.MISSING) {
      return items;
    }
    for (String id : deviation.hostIds()) {
      items.put(
          id,
          deviation.breakdown().ofOwnRows()
              ? ownRows.getOrDefault(id, List.of())
              : itemsOf(id, odd.subject(), thing, odd.byIdentity()));
    }
    return items;
  }

  /** Where many hosts each have another row: which, the rarest of each. */
  DetectionResult noteOwnRows(DetectionResult result) {
    if (result.deviations().stream().anyMatch(all -> all.breakdown().ofOwnRows())) {
      Map<String, Integer> rarest = new TreeMap<>();
      for (Deviation quiet : result.belowThreshold()) {
        int sharing = quiet.hosts().size();
        for (String id : quiet.hostIds()) {
          if (quiet.kind() == Kind.UNEXPECTED
              && sharing < rarest.getOrDefault(id, Integer.MAX_VALUE)) {
            rarest.put(id, sharing);
            long subject = quiet.subject();
            long thing = catalog.identityOf(masks.shown(subject, List.of()));
            ownRows.put(id, itemsOf(id, subject, thing, quiet.item().byIdentity()));
          }
        }
      }
    }
    return result;
  }

  private List<Long> itemsOf(String instanceId, long subject, long thing, boolean byIdentity) {
    HostItems host = answers.get(instanceId);
    return itemsOf(instanceId, thing).stream()
        .filter(item -> byIdentity || masks.of(exact.comparedAs(host, item)) == subject)
        .toList();
  }

  /** Of the items that are compared as this one, the first that one of these hosts shows. */
  long first(List<String> hosts, long item) {
    return exact.isMasked(item)
        ? hosts.stream()
            .flatMap(
                id ->
                    itemsOf(id, catalog.identityOf(item)).stream()
                        .filter(kept -> exact.comparedAs(answers.get(id), kept) == item))
            .findFirst()
            .orElse(item)
        : item;
  }

  /** How an event names the item as a host shows it. */
  String print(String instanceId, long item, List<String> masked) {
    HostItems host = answers.get(instanceId);
    long compared = host == null ? exact.maskedOf(item) : exact.comparedAs(host, item);
    SortedMap<String, Long> behind = new TreeMap<>(exact.behindMasks(item));
    if (!masks.isOfOtherForm(compared)) {
      behind.keySet().removeAll(masked);
    }
    return ShownPrint.of(masks.print(compared, masked), behind);
  }

  private List<Long> itemsOf(String instanceId, long thing) {
    HostItems host = answers.get(instanceId);
    return host == null
        ? List.of()
        : catalog.itemsOf(thing).stream()
            .filter(item -> Arrays.binarySearch(exact.keptOf(host), item) >= 0)
            .toList();
  }

  /**
   * Adds what the hosts of a deviation show, and in which columns they differ, the volatile ones
   * among them.
   *
   * @param own the item whose row the finding shows
   */
  EvidenceRows evidence(Deviation deviation, long own, EvidenceRows rows) {
    Map<String, List<Long>> items = of(deviation, catalog.identityOf(own));
    Set<String> differing = new TreeSet<>();
    if (items.size() > 1) {
      rows.row().keySet().stream().filter(rules::drops).forEach(differing::add);
      items.values().stream()
          .flatMap(List::stream)
          .distinct()
          .flatMap(item -> catalog.rows(item, items.keySet()).stream())
          .forEach(
              other -> {
                Map<String, String> mine = new TreeMap<>(rows.row());
                mine.entrySet().removeAll(other.entrySet());
                differing.addAll(mine.keySet());
              });
    }
    return rows.of(thing(deviation, own, items, rows.maskedColumns())).differingIn(differing);
  }

  /**
   * The thing as the hosts of a deviation show it; without items where the finding's uid says all.
   *
   * @param own the item whose row the finding shows
   * @param all its items on each host
   * @param masked attributes that are not compared
   */
  private ShownThing thing(
      Deviation deviation, long own, Map<String, List<Long>> all, List<String> masked) {
    if (deviation.breakdown().ofOwnRows()) {
      String print = DeviationEvidence.printOfAll(deviation.item());
      return new ShownThing(
          DeviationEvidence.OWN_ROWS.substring(0, print.length()),
          List.of(),
          List.of(new ShownItem(print, Map.of(), List.of())));
    }
    long thing = catalog.identityOf(own);
    DeviatingItem odd = deviation.item();
    boolean tells =
        odd.mayChange()
            || all.values().stream()
                .flatMap(List::stream)
                .anyMatch(item -> !exact.behindMasks(item).isEmpty());
    return new ShownThing(
        HexFormat.of().toHexDigits(thing), masked, tells ? items(all, own, masked) : List.of());
  }

  private List<ShownItem> items(Map<String, List<Long>> all, long own, List<String> masked) {
    List<String> hosts = List.copyOf(all.keySet());
    Map<String, Long> rows = new TreeMap<>();
    Map<String, List<String>> shownBy = new TreeMap<>();
    String first = "";
    for (String host : hosts) {
      for (long item : all.get(host)) {
        String print = print(host, item, masked);
        first = first.isEmpty() && item == own ? print : first;
        rows.putIfAbsent(print, item);
        List<String> same = shownBy.computeIfAbsent(print, p -> new ArrayList<>());
        if (!same.contains(host)) {
          same.add(host);
        }
      }
    }
    List<ShownItem> items = new ArrayList<>();
    String shown = first;
    shownBy.forEach(
        (print, instances) -> {
          List<String> some = instances.size() == hosts.size() ? List.of() : instances;
          if (print.equals(shown)) {
            items.add(0, new ShownItem(print, Map.of(), some));
          } else {
            items.add(new ShownItem(print, catalog.row(rows.get(print), instances), some));
          }
        });
    return List.copyOf(items);
  }

  /** Whether columns that each host fills for itself are left out of it. */
  boolean isMasked(long item) {
    return masks.isMasked(item);
  }

  long maskedOf(long item) {
    return exact.maskedOf(item);
  }

  SortedMap<String, Long> behindMasks(long item) {
    return exact.behindMasks(item);
  }

  /** Whether anybody shows an item that is compared as this one. */
  boolean knows(long item) {
    return catalog.knows(masks.shown(item, List.of()));
  }

  /** The compared columns in which two raw rows differ, sorted. */
  List<String> differing(Map<String, String> a, Map<String, String> b) {
    return rules.differing(a, b);
  }
}
