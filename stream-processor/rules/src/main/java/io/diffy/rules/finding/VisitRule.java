package io.diffy.rules.finding;

import io.diffy.rules.detection.RoutineRow;
import io.diffy.rules.evaluation.EvidenceLimits;
import io.diffy.rules.evaluation.ItemPresence;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.item.TextShapes;
import io.diffy.rules.state.ItemVisits;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Passing;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown.Visits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a group remembers of what comes and goes: a certificate job, a leader, a check. One host
 * teaches nothing, and neither does a host that something else accuses: an intruder's job must not
 * make itself known. Pure; time is that of the evaluations.
 */
public final class VisitRule {
  /** Three hosts are no single machine's habit. */
  static final int FEWEST_HOSTS = 3;

  /** Three days are no single event. */
  static final int FEWEST_DAYS = 3;

  /** So much of what is remembered may be of one host alone. */
  static final int LARGEST_SHARE_OF_HOST = 10;

  private static final int MOST_TOLD = 20;

  private final QueryEvaluation evaluation;
  private final Map<String, ItemVisits> known;
  private final Set<String> accused;
  private final int today;
  private final Map<String, NavigableSet<String>> shown = new TreeMap<>();
  private final Map<String, ItemVisits> changed = new TreeMap<>();
  private final int most;
  private int leftOut;

  /**
   * For one evaluation.
   *
   * @param known what is remembered of its query, by item
   * @param accused the hosts that any query accused so far
   * @param most how many items are remembered: what comes later is not, until others are forgotten
   */
  public VisitRule(
      QueryEvaluation evaluation, Map<String, ItemVisits> known, Set<String> accused, int most) {
    this.evaluation = evaluation;
    this.known = known;
    this.accused = new HashSet<>(accused);
    this.most = most;
    today = (int) Duration.ofSeconds(evaluation.at().getEpochSecond()).toDays();
  }

  /** Whether so much makes it known, so that it is told at low. */
  static boolean isKnown(Visits visits) {
    return visits.hosts() >= FEWEST_HOSTS && visits.days() >= FEWEST_DAYS;
  }

  /** The hosts that these findings accuse of something that can't be learnt. */
  public static Set<String> accused(Collection<FindingState> findings) {
    Set<String> hosts = new HashSet<>();
    for (FindingState state : findings) {
      Finding finding = state.finding();
      if (state.open()
          && finding.kind().isDeviation()
          && finding.severity().compareTo(Severity.MEDIUM) >= 0
          && !isVisitor(finding.kind(), finding.row())) {
        finding.instances().stream().map(Instance::instanceId).forEach(hosts::add);
      }
    }
    return hosts;
  }

  /** The candidate with how its rows came and went before, if all of them did. */
  FindingCandidate remember(FindingCandidate candidate) {
    if (!isVisitor(candidate.kind(), candidate.rows().row())) {
      return candidate;
    }
    Map<Long, List<String>> items = new TreeMap<>();
    for (String host : candidate.seenOn().keySet()) {
      for (long item : candidate.itemsOn(host)) {
        items.computeIfAbsent(item, i -> new ArrayList<>()).add(host);
      }
    }
    List<Optional<Visits>> each = new ArrayList<>();
    items.forEach((item, hosts) -> each.add(visits(candidate.kind(), item, hosts)));
    return each.isEmpty() || each.stream().anyMatch(Optional::isEmpty)
        ? candidate
        : each.stream()
            .flatMap(Optional::stream)
            .min(Comparator.comparingInt(Visits::hosts).thenComparingInt(Visits::days))
            .map(least -> candidate.with(candidate.breakdown().orElseThrow().with(least)))
            .orElse(candidate);
  }

  private Optional<Visits> visits(Kind kind, long item, List<String> hosts) {
    if (!isVisitor(kind, evaluation.hosts().rows().row(item, hosts.get(0)))) {
      return Optional.empty();
    }
    String key = StateKeys.hex(item);
    shown.computeIfAbsent(key, i -> new TreeSet<>()).addAll(hosts);
    return Optional.ofNullable(known.get(key)).flatMap(visits -> visits.without(accused, today));
  }

  private static boolean isVisitor(Kind kind, Map<String, String> row) {
    String remote = row.getOrDefault("remote_address", "");
    return RoutineRow.isVisitor(kind, row)
        && (remote.isEmpty() || TextShapes.isPrivateAddress(remote));
  }

  /**
   * What is remembered from now on, of the items of which that is something else than before; empty
   * visits are forgotten.
   *
   * @param found the hosts that this query accuses now
   */
  public Map<String, ItemVisits> learn(Set<String> found) {
    accused.addAll(found);
    Map<String, Integer> ofHost = new HashMap<>();
    known.forEach((key, visits) -> update(key, visits, ofHost));
    int room = most - known.size();
    int ofOne = Math.max(1, most / LARGEST_SHARE_OF_HOST);
    for (Map.Entry<String, NavigableSet<String>> fresh : shown.entrySet()) {
      if (known.containsKey(fresh.getKey())) {
        continue;
      }
      NavigableSet<String> hosts = fresh.getValue();
      String host = hosts.first();
      boolean tooMany = hosts.size() == 1 && ofHost.merge(host, 1, Integer::sum) > ofOne;
      if (tooMany || room <= 0) {
        leftOut++;
        continue;
      }
      room--;
      long item = fingerprint(fresh.getKey());
      ItemVisits visits =
          ItemVisits.of(EvidenceLimits.brief(evaluation.hosts().rows().row(item, host)));
      hosts.forEach(id -> visits.shows(id, today, !accused.contains(id)));
      changed.put(fresh.getKey(), visits);
    }
    return changed;
  }

  private void update(String key, ItemVisits before, Map<String, Integer> ofHost) {
    ItemVisits now = before.asOf(today);
    long item = fingerprint(key);
    ItemPresence presence = evaluation.hosts().presence();
    for (String host : before.here().keySet()) {
      if (evaluation.hosts().terminated().contains(host)) {
        now.left(host, false);
      } else if (presence.compared(host) && !presence.has(host, item, 0)) {
        now.left(host, !accused.contains(host));
      } else if (accused.contains(host)) {
        now.shows(host, today, false);
      }
    }
    shown
        .getOrDefault(key, Collections.emptyNavigableSet())
        .forEach(host -> now.shows(host, today, !accused.contains(host)));
    now.onlyHost().ifPresent(host -> ofHost.merge(host, 1, Integer::sum));
    if (!now.equals(before)) {
      changed.put(key, now);
    }
  }

  private static long fingerprint(String key) {
    return Long.parseUnsignedLong(key, 16);
  }

  /** What the peers taught, with what is known to come and go, after {@link #learn}. */
  Learnt with(Learnt columns) {
    Map<String, ItemVisits> now = new TreeMap<>(known);
    now.putAll(changed);
    List<Passing> passing =
        now.values().stream()
            .flatMap(
                item ->
                    item.without(accused, today).stream()
                        .filter(VisitRule::isKnown)
                        .map(visits -> new Passing(item.row(), visits)))
            .sorted(
                Comparator.comparing(Passing::visits, Comparator.comparingInt(Visits::hosts))
                    .reversed())
            .limit(MOST_TOLD)
            .toList();
    return new Learnt(columns.version(), columns.columns(), passing, leftOut);
  }
}
