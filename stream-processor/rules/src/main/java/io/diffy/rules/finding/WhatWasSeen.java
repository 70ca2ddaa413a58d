package io.diffy.rules.finding;

import io.diffy.rules.evaluation.EvidenceLimits;
import io.diffy.rules.exception.AcceptedDrift;
import io.diffy.schemas.ExceptionRule.Seen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing;
import io.diffy.schemas.ShownThing.ShownItem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What of a finding a person saw on some of its hosts: all that an exception covers. */
public final class WhatWasSeen {
  private static final int MOST_NAMED = 500;

  private WhatWasSeen() {}

  /**
   * What a finding says of these hosts.
   *
   * @param on some of its instances, or none where it is about the group as a whole
   * @throws IllegalArgumentException when the event does not say what is there
   */
  public static Seen of(Finding finding, List<Instance> on) {
    List<String> ids = on.stream().map(Instance::instanceId).sorted().limit(MOST_NAMED).toList();
    if (!finding.kind().isDeviation()) {
      List<String> items =
          finding.kind() == Kind.DRIFT
              ? AcceptedDrift.items(finding.differences())
              : List.<String>of();
      return new Seen(
          finding.kind().word(), List.of(), items, EvidenceLimits.brief(finding.row()), ids);
    }
    if (finding.thing().isEmpty() && finding.kind() == Kind.UNEXPECTED) {
      throw new IllegalArgumentException(
          ("the last event of %s is of an older version and does not say what was compared; accept"
                  + " it after its next event, or with --any-attributes now")
              .formatted(finding.uid()));
    }
    ShownThing thing =
        finding.thing().orElseGet(() -> new ShownThing(finding.uid(), List.of(), List.of()));
    Set<String> prints = new TreeSet<>();
    for (Instance instance : on) {
      Set<String> here = thing.printsOf(instance.instanceId());
      if (here.isEmpty() && !thing.items().isEmpty()) {
        throw new IllegalArgumentException(
            "the event holds no row of %s, so nobody saw what would be accepted there; leave it out with --instance, or use --any-attributes"
                .formatted(instance.instanceId()));
      }
      prints.addAll(here);
    }
    return new Seen(
        thing.name(),
        thing.masked(),
        List.copyOf(prints),
        EvidenceLimits.brief(row(finding, thing, prints)),
        ids);
  }

  private static Map<String, String> row(Finding finding, ShownThing thing, Set<String> prints) {
    return thing.items().stream()
        .filter(item -> prints.contains(item.print()))
        .map(ShownItem::row)
        .filter(row -> !row.isEmpty())
        .findFirst()
        .filter(row -> isNotShown(thing, prints))
        .orElse(finding.row());
  }

  /** Whether the finding's own row is none of these. */
  private static boolean isNotShown(ShownThing thing, Set<String> prints) {
    return thing.items().stream()
        .noneMatch(item -> item.row().isEmpty() && prints.contains(item.print()));
  }

  /** All rows that a finding shows, the one it carries first. */
  public static List<Map<String, String>> rows(Finding finding) {
    List<Map<String, String>> rows =
        finding.thing().stream()
            .flatMap(thing -> thing.items().stream())
            .map(item -> item.row().isEmpty() ? finding.row() : item.row())
            .toList();
    return rows.isEmpty() ? List.of(finding.row()) : rows;
  }
}
