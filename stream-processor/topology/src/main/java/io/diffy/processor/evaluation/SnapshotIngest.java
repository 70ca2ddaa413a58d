package io.diffy.processor.evaluation;

import io.diffy.processor.config.EvaluationPolicy;
import io.diffy.processor.config.Timing;
import io.diffy.processor.evaluation.AdmissionLimits.AdmissionDecision;
import io.diffy.processor.evaluation.state.AnswerGist;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.processor.evaluation.state.WindowSchedule.Expected;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.SnapshotVersion.AnswerContent;
import io.diffy.rules.state.WindowLoad;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.ClockRule;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.HopRule;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.rules.time.IntakeLimits.Limit;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.json.NamedRows;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes answers in: says which window each counts for, and keeps it, or of one that is over a limit
 * only why it is not compared.
 */
final class SnapshotIngest {
  private static final int LONGEST_PROBLEM = 300;
  private static final int MOST_KNOWN = 1_000;

  private final EvaluationPolicy policy;
  private final Timing timing;
  private final IntakeLimits limits;
  private final SnapshotStore snapshots;
  private final WindowSchedule windows;
  private final AdmissionLimits admission;
  private final IntervalConsensus consensus;
  private final SnapshotMetrics metrics;
  private final AnswerGist.Known answers = AnswerGist.Known.ofProcess();

  /** Of a flood every answer asks for them. */
  private final Map<Limit, String> words = new EnumMap<>(Limit.class);

  /** Of queries that were answered of late: every answer asks for them. */
  private final Map<String, KnownQuery> known = new HashMap<>();

  SnapshotIngest(
      EvaluationPolicy policy,
      Timing timing,
      SnapshotStore snapshots,
      WindowSchedule windows,
      IntervalConsensus consensus,
      SnapshotMetrics metrics) {
    this.policy = policy;
    this.timing = timing;
    this.limits = policy.limits();
    this.snapshots = snapshots;
    this.windows = windows;
    this.consensus = consensus;
    this.admission = new AdmissionLimits(limits, snapshots, windows);
    this.metrics = metrics;
  }

  private record KnownQuery(QueryRules rules, int version) {}

  /** Where an answer stands, and what stood there before it. */
  private record Place(GroupKey group, String query, SnapshotHistory before) {}

  /**
   * Takes an answer; returns whether its round (or schedule) had none of this instance before.
   *
   * @param appended when the broker took it
   * @param clock event time reached so far
   */
  boolean take(Observation observation, Instant appended, Instant clock) {
    GroupKey group = observation.instance().group();
    String instanceId = observation.instance().instanceId();
    SnapshotHistory own = snapshots.history(group, observation.query(), instanceId);
    // Who has an answer that was taken is known; so this costs nothing on the way of most answers.
    AdmissionDecision admitted =
        own.any(v -> v.coverage() == Coverage.OK)
            ? AdmissionDecision.admitted(observation.query())
            : admission.admit(group, instanceId, observation.query(), appended);
    if (admitted.query().isEmpty()) {
      metrics.over(admitted.over().orElseThrow());
      return false;
    }
    String query = admitted.query().get();
    SnapshotHistory before =
        query.equals(observation.query()) ? own : snapshots.history(group, query, instanceId);
    Duration reported = reportedInterval(observation, query);
    // By its own interval: whether a clock is trusted must not hang on what others say.
    HopRule hops = windows.hops(reported);
    EventTime time = ClockRule.trust(observation.collectedAt(), appended, hops.size());
    Instant from = hops.countsFrom(time.at(), appended);
    Expected expected =
        observation.roundId().isEmpty()
            ? windows.expect(group, query, reported, from, clock)
            : windows.assign(group, query, reported, from);
    SnapshotVersion bare = bare(observation, query, time, expected.window(), reported);
    Place place = new Place(group, query, withinReach(before, bare.window(), appended));
    Optional<Limit> over = admitted.over().or(() -> tooOften(place.before(), bare));
    if (over.isPresent()) {
      refuse(place, bare, over.get());
    } else {
      keep(place, bare, observation);
    }
    if (expected.worthAsking()) {
      consensus.settle(group, query, clock);
    }
    return !before.any(v -> v.roundId().equals(observation.roundId()));
  }

  /** Under another query than its own, an answer speaks for that one's interval. */
  private Duration reportedInterval(Observation observation, String query) {
    Duration own = timing.intervalOf(observation.intervalSeconds());
    return query.equals(observation.query())
        ? own
        : windows
            .schedule(observation.instance().group(), query)
            .map(WindowState::interval)
            .orElse(own);
  }

  /** The answer without what its rows say. */
  private SnapshotVersion bare(
      Observation observation,
      String query,
      EventTime time,
      WindowAssignment window,
      Duration reported) {
    return new SnapshotVersion(
        observation.instance(),
        time,
        window,
        reported,
        new AnswerContent(
            new Status(observation.coverage(), bounded(observation.error())),
            known(query).version()),
        observation.roundId());
  }

  /** Without a load beyond the last end that an answer can count for now, a clock far ahead. */
  private SnapshotHistory withinReach(
      SnapshotHistory before, WindowAssignment window, Instant appended) {
    if (!before.load().end().isAfter(window.firstEnd())) {
      return before;
    }
    Instant latest = appended.plus(ClockRule.AHEAD);
    return before.loadedUntil(
        windows
            .hops(window.interval())
            .endAtOrAfter(latest.isAfter(window.from()) ? latest : window.from()));
  }

  private Optional<Limit> tooOften(SnapshotHistory before, SnapshotVersion answer) {
    WindowLoad load = before.load().at(answer.firstEnd());
    if (load.answers() >= limits.answers()) {
      return Optional.of(Limit.ANSWERS);
    }
    return load.rows() >= limits.changes() ? Optional.of(Limit.CHANGES) : Optional.empty();
  }

  private void keep(Place place, SnapshotVersion bare, Observation observation) {
    boolean shows = observation.coverage() == Coverage.TRUNCATED && !observation.rows().isEmpty();
    if (observation.coverage() != Coverage.OK && !shows) {
      metrics.taken();
      keep(place, bare, Optional.empty());
      return;
    }
    int columns = widest(observation.rows());
    if (observation.rows().size() > limits.rows()) {
      tooBig(place, bare, Limit.ROWS, columns);
    } else if (columns > limits.columns()) {
      tooBig(place, bare, Limit.COLUMNS, columns);
    } else {
      AnswerGist whole = answers.of(known(place.query()).rules(), observation);
      if (whole.different() > limits.items()) {
        tooBig(place, bare, Limit.ITEMS, columns);
        return;
      }
      metrics.taken();
      keep(place, bare.whole(whole.name(), whole.facts()), Optional.of(whole));
    }
  }

  private static int widest(List<Map<String, String>> rows) {
    if (rows instanceof NamedRows named) {
      return named.widest();
    }
    int columns = 0;
    for (Map<String, String> row : rows) {
      columns = Math.max(columns, row.size());
    }
    return columns;
  }

  private void tooBig(Place place, SnapshotVersion bare, Limit kind, int columns) {
    metrics.over(kind);
    keep(place, bare.refused(limits.words(kind, columns)), Optional.empty());
  }

  private void keep(Place place, SnapshotVersion answer, Optional<AnswerGist> whole) {
    snapshots.keep(place.group(), place.query(), place.before(), answer, whole);
  }

  /** Of a flood one answer in a window is kept, and it stands for all that came. */
  private void refuse(Place place, SnapshotVersion bare, Limit kind) {
    metrics.over(kind);
    SnapshotVersion refused = bare.refused(words(kind));
    if (!place.before().any(refused::tellsTheSameAs)) {
      snapshots.refuse(place.group(), place.query(), place.before(), refused);
    }
  }

  private String words(Limit kind) {
    return words.computeIfAbsent(kind, over -> limits.words(over, 0));
  }

  private KnownQuery known(String query) {
    KnownQuery asked = known.get(query);
    if (asked == null) {
      QueryRules rules = policy.rulesOf(query);
      asked = new KnownQuery(rules, rules.version());
      if (known.size() >= MOST_KNOWN) {
        // Anybody may make queries up.
        known.clear();
      }
      known.put(query, asked);
    }
    return asked;
  }

  private static String bounded(String problem) {
    return problem.length() <= LONGEST_PROBLEM
        ? problem
        : problem.substring(0, LONGEST_PROBLEM) + "…";
  }
}
