package io.diffy.rules.evaluation;

import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.exception.ShownPrint;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.volatility.MaskedItems;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As which items the hosts of an evaluation show a thing, before columns were learnt. */
final class ShownItems {
  private final Map<String, HostItems> answers;
  private final ItemCatalog catalog;
  private final MaskedItems masks;
  private final QueryRules rules;

  ShownItems(
      Map<String, HostItems> answers, ItemCatalog catalog, MaskedItems masks, QueryRules rules) {
    this.answers = answers;
    this.catalog = catalog;
    this.masks = masks;
    this.rules = rules;
  }

  /** The items of a thing that one host shows. */
  Collection<ShownPrint> of(String instanceId, long thing) {
    return itemsOf(instanceId, thing).stream()
        .map(item -> (ShownPrint) masked -> masks.print(item, masked))
        .toList();
  }

  /**
   * The rows of the odd thing, or of the odd item where only that is odd, as each host has them.
   */
  Map<String, List<Long>> of(Deviation deviation, long thing) {
    DeviatingItem odd = deviation.item();
    Map<String, List<Long>> items = new TreeMap<>();
    if (deviation.breakdown().ofOwnRows()) {
      return items;
    }
    for (String id : deviation.hostIds()) {
      items.put(
          id,
          itemsOf(id, thing).stream()
              .filter(item -> odd.byIdentity() || masks.of(item) == odd.subject())
              .toList());
    }
    return items;
  }

  private List<Long> itemsOf(String instanceId, long thing) {
    HostItems host = answers.get(instanceId);
    return host == null
        ? List.of()
        : catalog.itemsOf(thing).stream()
            .filter(item -> Arrays.binarySearch(host.items(), item) >= 0)
            .toList();
  }

  /** What is odd as its hosts show it. */
  ShownThing thing(Deviation deviation, long subject, List<String> masked) {
    if (deviation.breakdown().ofOwnRows()) {
      String all = DeviationEvidence.printOfAll(deviation.item());
      return new ShownThing(
          DeviationEvidence.OWN_ROWS.substring(0, all.length()),
          List.of(),
          List.of(new ShownItem(all, Map.of(), List.of())));
    }
    // Of another thing the finding's uid says all.
    return deviation.item().mayChange()
        ? thing(subject, deviation.hostIds(), masked)
        : new ShownThing(
            HexFormat.of().toHexDigits(catalog.identityOf(subject)), masked, List.of());
  }

  /**
   * The thing as these hosts show it.
   *
   * @param own the item whose row the finding shows
   * @param masked attributes that are not compared
   */
  private ShownThing thing(long own, List<String> hosts, List<String> masked) {
    long thing = catalog.identityOf(own);
    Map<String, Long> rows = new TreeMap<>();
    Map<String, List<String>> shownBy = new TreeMap<>();
    for (String host : hosts) {
      for (long item : itemsOf(host, thing)) {
        String print = masks.print(item, masked);
        rows.putIfAbsent(print, item);
        List<String> same = shownBy.computeIfAbsent(print, p -> new ArrayList<>());
        if (!same.contains(host)) {
          same.add(host);
        }
      }
    }
    List<ShownItem> items = new ArrayList<>();
    String first = masks.print(own, masked);
    shownBy.forEach(
        (print, instances) -> {
          List<String> some = instances.size() == hosts.size() ? List.of() : instances;
          if (print.equals(first)) {
            items.add(0, new ShownItem(print, Map.of(), some));
          } else {
            items.add(new ShownItem(print, catalog.row(rows.get(print), instances), some));
          }
        });
    return new ShownThing(HexFormat.of().toHexDigits(thing), masked, List.copyOf(items));
  }

  /** The compared columns in which two raw rows differ, sorted. */
  List<String> differing(Map<String, String> a, Map<String, String> b) {
    return rules.differing(a, b);
  }
}
