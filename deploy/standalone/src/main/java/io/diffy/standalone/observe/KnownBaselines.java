package io.diffy.standalone.observe;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.TopicReader;
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
   * @param waiting the newest that is later than that one, and lacks signatures
   */
  public record Pair(Optional<Baseline> inForce, Optional<Baseline> waiting) {
    /** Whichever is the latest. */
    public Baseline newest() {
      return waiting.or(() -> inForce).orElseThrow();
    }

    private Pair with(Baseline baseline, boolean valid) {
      if (valid) {
        Optional<Baseline> later =
            inForce
                .filter(old -> old.version() > baseline.version())
                .or(() -> Optional.of(baseline));
        return new Pair(later, waiting.filter(one -> one.version() > later.get().version()));
      }
      boolean isLater =
          inForce.map(old -> baseline.version() > old.version()).orElse(true)
              && waiting.map(old -> baseline.version() >= old.version()).orElse(true);
      return isLater ? new Pair(inForce, Optional.of(baseline)) : this;
    }
  }

  private KnownBaselines() {}

  /**
   * Reads the topic.
   *
   * @param query only of this one; empty: of all
   */
  public static KnownBaselines read(Cluster cluster, GroupKey group, String query) {
    Promotion promotion = new Promotion(cluster);
    KnownBaselines known = new KnownBaselines();
    for (Baseline baseline : written(cluster)) {
      if (baseline.group().equals(group) && (query.isEmpty() || baseline.query().equals(query))) {
        known.places.merge(
            Place.of(baseline),
            new Pair(Optional.empty(), Optional.empty())
                .with(baseline, promotion.verdict(baseline).valid()),
            (old, unused) -> old.with(baseline, promotion.verdict(baseline).valid()));
      }
    }
    return known;
  }

  /** A deletion bears no signature: where they are asked for, what it deletes still stands. */
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
