package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the hosts of a group answered lately, to hold a baseline against: an intruder who is on the
 * few hosts that it is taken from is not on most of the others. Counts hosts of the same cohort,
 * those of the baseline among them; the newest whole, {@code ok} answer of each.
 */
final class PeerComparison {
  /** Of two hosts neither is the odd one. */
  private static final int FEWEST = 3;

  /** Long enough for what is asked every hour, with one run lost. */
  private static final Duration LATELY = Duration.ofHours(2);

  private final Map<Place, Map<String, Seen>> newest = new HashMap<>();
  private final Pack pack;

  private record Place(GroupKey group, String query, Cohort cohort) {}

  /** Fingerprints only: a group may have thousands of hosts. */
  private record Seen(Instant at, long[] items) {}

  /**
   * An item that most of the covered hosts do not have.
   *
   * @param row as a host of the baseline shows it
   * @param have hosts with it
   * @param covered hosts that answered
   */
  record Rare(String query, Map<String, String> row, int have, int covered) {}

  PeerComparison(Pack pack) {
    this.pack = pack;
  }

  /** Of what the hosts of groups answered lately. */
  static PeerComparison recent(Cluster cluster, Set<GroupKey> groups, Instant now, Pack pack) {
    PeerComparison peers = new PeerComparison(pack);
    TopicReader.readFrom(
        cluster,
        cluster.topics().observations(),
        now.minus(LATELY),
        (answer, appended) -> {
          if (groups.contains(answer.instance().group())) {
            peers.add(answer);
          }
        });
    return peers;
  }

  /** An answer of any host of the group; what is no whole, ok answer says nothing. */
  void add(Observation answer) {
    if (answer.coverage() == Coverage.OK && answer.part().isWhole()) {
      add(answer.instance().cohort(), answer);
    }
  }

  /** The items of a baseline that fewer than half of the covered hosts have. */
  List<Rare> rareIn(Baseline baseline) {
    baseline.answers().forEach(own -> add(baseline.cohort(), own));
    Map<String, Seen> hosts = newest.getOrDefault(place(baseline), Map.of());
    if (hosts.size() < FEWEST) {
      return List.of();
    }
    Map<Long, Integer> counts = new HashMap<>();
    for (Seen seen : hosts.values()) {
      for (long item : seen.items()) {
        counts.merge(item, 1, Integer::sum);
      }
    }
    List<Rare> rare = new ArrayList<>();
    BaselineChange.rows(baseline.answers(), pack)
        .forEach(
            (print, row) -> {
              int have = counts.getOrDefault(print, 0);
              if (2 * have < hosts.size()) {
                rare.add(new Rare(baseline.query(), row, have, hosts.size()));
              }
            });
    return rare;
  }

  private void add(Cohort cohort, Observation answer) {
    Place place = new Place(answer.instance().group(), answer.query(), cohort);
    Map<String, Seen> hosts = newest.computeIfAbsent(place, one -> new TreeMap<>());
    Seen last = hosts.get(answer.instance().instanceId());
    if (last == null || !answer.collectedAt().isBefore(last.at())) {
      long[] items = CanonicalAnswer.of(BaselineChange.rules(answer.query(), pack), answer).items();
      hosts.put(answer.instance().instanceId(), new Seen(answer.collectedAt(), items));
    }
  }

  private static Place place(Baseline baseline) {
    return new Place(baseline.group(), baseline.query(), baseline.cohort());
  }
}
