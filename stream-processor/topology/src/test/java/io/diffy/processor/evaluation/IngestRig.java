package io.diffy.processor.evaluation;

import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.config.Timing;
import io.diffy.processor.evaluation.state.ItemStore;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.processor.metrics.Counter;
import io.diffy.processor.store.MapStore;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestObservations;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.trust.TrustPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.streams.processor.api.MockProcessorContext;

/** What takes answers in, alone: no topology, stores in maps. */
final class IngestRig {
  static final GroupKey GROUP = TestObservations.WEB_PROD;
  static final Duration GRACE = Duration.ofMinutes(2);

  final MapStore answers = new MapStore("answers");
  final MapStore itemSets = new MapStore("item-sets");
  final MapStore items = new MapStore("items");
  final MapStore schedules = new MapStore("schedules");
  final SnapshotStore snapshots = new SnapshotStore(answers, new ItemStore(itemSets, items));
  final WindowSchedule windows = new WindowSchedule(schedules, GRACE);
  final IntervalConsensus consensus = new IntervalConsensus(snapshots, windows);
  private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
  private final SnapshotIngest ingest;

  IngestRig() {
    this(IntakeLimits.DEFAULT);
  }

  IngestRig(IntakeLimits limits) {
    ingest =
        new SnapshotIngest(
            new EvaluationPolicy(TriagePack.load(), Map.of(), limits, TrustPolicy.ANYBODY),
            Timing.LIVE,
            snapshots,
            windows,
            consensus,
            new SnapshotMetrics(name -> Counter.of(context, name)));
  }

  /** Takes an answer the moment it was collected. */
  boolean take(Observation observation) {
    return take(observation, observation.collectedAt());
  }

  /** Takes an answer when the broker had it; no window is closed yet. */
  boolean take(Observation observation, Instant appended) {
    return ingest.take(observation, appended, Instant.EPOCH);
  }

  SnapshotHistory history(Instance host, String query) {
    return snapshots.history(GROUP, query, host.instanceId());
  }

  double counted(String counter) {
    return context.metrics().metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(counter + "-total"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .sum();
  }
}
