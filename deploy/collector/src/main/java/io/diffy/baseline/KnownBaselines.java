package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.trust.DecisionsInForce;
import io.diffy.schemas.trust.TrustPolicy.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The baselines of a group as they stand on the topic: for each query and cohort what holds and
 * what waits.
 */
public final class KnownBaselines {
  private final TreeMap<Place, Pair> places = new TreeMap<>();

  /** One query and cohort. */
  public record Place(String query, Cohort cohort) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::query).thenComparing(Place::cohort);

    static Place of(Baseline baseline) {
      return new Place(baseline.query(), baseline.cohort());
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What stands there.
   *
   * @param inForce the newest with signatures enough; one that is withdrawn says that there is none
   * @param waiting what is later than that one and lacks signatures: the newest that somebody
   *     trusted has signed, or else the newest
   */
  public record Pair(Optional<Baseline> inForce, Optional<Baseline> waiting) {
    /** Whichever is the latest. */
    public Baseline newest() {
      return waiting.or(() -> inForce).orElseThrow();
    }
  }

  private KnownBaselines() {}

  /**
   * Reads the topic.
   *
   * @param query only of this one; empty: of all
   */
  public static KnownBaselines read(Cluster cluster, GroupKey group, String query) {
    DecisionsInForce<Baseline> inForce =
        new DecisionsInForce<>(cluster.trust(), cluster.topics().baselines().codec());
    List<Baseline> waiting = new ArrayList<>();
    for (Baseline baseline : written(cluster)) {
      if (baseline.group().equals(group) && (query.isEmpty() || baseline.query().equals(query))) {
        if (!inForce.offer(baseline)
            && cluster.trust().passed(baseline, cluster.topics().baselines().codec()).isEmpty()) {
          waiting.add(baseline);
        }
      }
    }
    KnownBaselines known = new KnownBaselines();
    inForce
        .inForce()
        .forEach(
            one -> known.places.put(Place.of(one), new Pair(Optional.of(one), Optional.empty())));
    BaselineWriter writer = new BaselineWriter(cluster);
    waiting.forEach(one -> known.waits(one, writer));
    return known;
  }

  private void waits(Baseline baseline, BaselineWriter writer) {
    Pair pair =
        places.getOrDefault(Place.of(baseline), new Pair(Optional.empty(), Optional.empty()));
    boolean late = pair.inForce().map(old -> old.version() >= baseline.version()).orElse(false);
    if (!late && pair.waiting().map(old -> isBefore(old, baseline, writer)).orElse(true)) {
      places.put(Place.of(baseline), new Pair(pair.inForce(), Optional.of(baseline)));
    }
  }

  /** What somebody trusted has signed must not be hidden by what anybody wrote after it. */
  private static boolean isBefore(Baseline old, Baseline written, BaselineWriter writer) {
    Standing standing = writer.verdict(written).standing();
    return writer.verdict(old).standing() == standing
        ? old.version() <= written.version()
        : standing == Standing.PROPOSED;
  }

  /** A deletion has no signature: where they are asked for, what it deletes still stands. */
  private static List<Baseline> written(Cluster cluster) {
    if (!cluster.trust().required()) {
      return TopicReader.latest(cluster, cluster.topics().baselines());
    }
    List<Baseline> all = new ArrayList<>();
    TopicReader.readAll(cluster, cluster.topics().baselines(), all::add);
    return all;
  }

  /** In the order of queries and cohorts. */
  public Collection<Pair> all() {
    return places.values();
  }

  /** What holds where this one would stand. */
  public Optional<Baseline> before(Baseline baseline) {
    return Optional.ofNullable(places.get(Place.of(baseline)))
        .flatMap(Pair::inForce)
        .filter(old -> !old.withdrawn() && old.version() < baseline.version());
  }
}
