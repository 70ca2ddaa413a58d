package io.diffy.doctor;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Evaluation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How each group stood when it was last judged. */
final class FleetReader {
  /** Longer than a daily query's interval; what was judged before is not looked at. */
  static final Duration SPAN = Duration.ofHours(50);

  private FleetReader() {}

  /** The last scheduled evaluation of each group and query, by group, then query. */
  static List<Evaluation> latest(Cluster cluster, Instant now) {
    Map<String, Evaluation> latest = new TreeMap<>();
    try (TopicReader<Evaluation> reader =
        TopicReader.since(cluster, cluster.topics().evaluations(), now.minus(SPAN))) {
      reader.readToEnd(evaluation -> keep(latest, evaluation));
    }
    return sorted(latest.values());
  }

  private static void keep(Map<String, Evaluation> latest, Evaluation evaluation) {
    if (evaluation.roundId().isEmpty()) {
      latest.merge(
          evaluation.group() + "\n" + evaluation.query(),
          evaluation,
          (one, other) -> other.evaluatedAt().isBefore(one.evaluatedAt()) ? one : other);
    }
  }

  private static List<Evaluation> sorted(Collection<Evaluation> evaluations) {
    return evaluations.stream()
        .sorted(Comparator.comparing(Evaluation::group).thenComparing(Evaluation::query))
        .toList();
  }
}
