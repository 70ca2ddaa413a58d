package io.diffy.rules.finding;

import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.state.HostMemory;
import io.diffy.rules.state.HostMemory.HostEntry;
import io.diffy.rules.state.HostMemory.ToldChanges;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Sighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The hosts of a finding after one more evaluation: since when each shows it, what each shows, and
 * what changed.
 *
 * @param memory what is remembered of them from now on
 * @param rows what a person sees of them all
 * @param seen their times
 * @param restless columns whose text behind a mask was seen to change by itself, since now
 */
record HostsConcerned(HostMemory memory, EvidenceRows rows, Seen seen, Set<String> restless) {

  /**
   * Takes an evaluation in.
   *
   * @param told the finding that told last what the hosts show of the thing
   * @param concerned whom the finding concerns now, sorted by id
   */
  static HostsConcerned after(
      Optional<FindingState> before,
      Optional<FindingState> told,
      FindingCandidate candidate,
      List<Instance> concerned,
      QueryEvaluation evaluation) {
    HostMemory known = before.map(FindingState::memory).orElse(HostMemory.NONE);
    NavigableMap<String, HostEntry> hosts = new TreeMap<>();
    known.hosts().forEach((id, host) -> hosts.put(id, host.gone()));
    // Also those on which it was accepted: nobody comes back when that ends.
    for (String id : candidate.seenOn().keySet()) {
      HostEntry old = known.hosts().get(id);
      HostEntry now = seen(candidate, id, old);
      hosts.put(id, old == null ? now.with(candidate.itemsOn(id)) : now);
    }
    ThingChanges changes = new ThingChanges(evaluation.hosts().rows(), known.restless());
    NavigableMap<String, List<Long>> items = new TreeMap<>();
    for (Instance host : concerned) {
      String id = host.instanceId();
      HostEntry old = known.hosts().get(id);
      HostEntry now = candidate.seenOn().containsKey(id) ? seen(candidate, id, old) : old;
      List<Long> shown = candidate.itemsOn(id);
      if (!shown.isEmpty()) {
        now = now.with(changes.on(host, told.or(() -> before), shown));
        items.put(id, now.items());
      }
      hosts.put(id, now);
    }
    HostMemory memory =
        new HostMemory(hosts, known.told().at(evaluation.at()), known.behind())
            .bounded()
            .withChange(changes.behindMasks());
    EvidenceRows rows =
        items.isEmpty()
            ? candidate.rows()
            : changes.evidence(candidate.rows(), items, changes.shown(items));
    // Who could be judged again meanwhile has nothing to do with a gap of now.
    Instant first =
        candidate.kind() == Kind.COVERAGE
            ? concerned.stream()
                .flatMap(host -> hosts.get(host.instanceId()).first().stream())
                .min(Comparator.naturalOrder())
                .orElse(candidate.firstSeen())
            : earliest(before.map(state -> state.finding().firstSeen()), candidate);
    Instant last = latest(before.map(state -> state.finding().lastSeen()), candidate);
    List<Sighting> sightings = new ArrayList<>();
    for (Instance host : concerned) {
      String id = host.instanceId();
      HostEntry entry = hosts.get(id);
      Map<String, String> own =
          items.isEmpty() || entry.items().isEmpty()
              ? Map.of()
              : changes.own(id, entry.items(), changes.shown(items));
      sightings.add(new Sighting(id, entry.first(), entry.last(), entry.returned(), own));
    }
    Set<String> restless = new TreeSet<>(memory.restless());
    restless.removeAll(known.restless());
    Set<String> differing = new TreeSet<>();
    if (concerned.size() > 1) {
      differing.addAll(rows.differing());
      sightings.forEach(host -> differing.addAll(host.own().keySet()));
    }
    return new HostsConcerned(
        memory,
        rows.differingIn(differing),
        new Seen(first, last, told(sightings, first, last)),
        restless);
  }

  private static HostEntry seen(FindingCandidate candidate, String id, HostEntry old) {
    Instant at = candidate.seenOn().get(id);
    Instant last = candidate.kind() == Kind.COVERAGE ? candidate.lastSeen() : at;
    // A host that answers badly again is no host that came back.
    if (old == null || (!old.here() && candidate.kind() == Kind.COVERAGE)) {
      return new HostEntry(Optional.of(at), last, Optional.empty(), true, List.of());
    }
    return new HostEntry(
        old.first(),
        old.last().isAfter(last) ? old.last() : last,
        old.here() ? old.returned() : Optional.of(at),
        true,
        old.items());
  }

  private static Instant earliest(Optional<Instant> before, FindingCandidate candidate) {
    Instant now = candidate.firstSeen();
    return before.filter(now::isAfter).orElse(now);
  }

  private static Instant latest(Optional<Instant> before, FindingCandidate candidate) {
    Instant now = candidate.lastSeen();
    return before.filter(now::isBefore).orElse(now);
  }

  /** Of the only host that says nothing of its own the finding's times say all. */
  private static List<Sighting> told(List<Sighting> sightings, Instant first, Instant last) {
    boolean said =
        sightings.size() == 1
            && sightings
                .get(0)
                .equals(
                    new Sighting(
                        sightings.get(0).instanceId(),
                        Optional.of(first),
                        last,
                        Optional.empty(),
                        Map.of()));
    return said ? List.of() : List.copyOf(sightings);
  }

  /**
   * When the last of them showed it for the first time; the finding's first where none is known.
   */
  Instant newest(List<Instance> concerned) {
    return concerned.stream()
        .flatMap(host -> memory.hosts().get(host.instanceId()).first().stream())
        .max(Comparator.naturalOrder())
        .orElse(seen.first());
  }

  /** What changed, for the reason, and when that is told next; nothing when nothing did. */
  String words() {
    List<AttributeChange> changes = rows.changes();
    if (changes.isEmpty()) {
      return "";
    }
    ToldChanges told = memory.told();
    String more = changes.size() == 1 ? "" : " and %d more".formatted(changes.size() - 1);
    String byItself =
        restless.isEmpty()
            ? ""
            : "; what a mask hides in %s changes on its own and is not told again"
                .formatted(String.join(", ", restless));
    return "; changed: %s%s%s%s"
        .formatted(
            ReasonText.change(changes.get(0)),
            more,
            byItself,
            told.oneMore().hasRoom()
                ? ""
                : "; it changed %d times since %s, the next change is told after %s"
                    .formatted(ToldChanges.MOST_A_DAY, told.since(), told.until()));
  }
}
