package io.diffy.processor.evaluation;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.evaluation.AdmissionLimits.Admission;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.QueryRules;
import io.diffy.rules.state.SnapshotHistory;
import io.diffy.rules.state.SnapshotVersion;
import io.diffy.rules.state.SnapshotVersion.Content;
import io.diffy.rules.state.WindowLoad;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.ClockRule;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.HopRule;
import io.diffy.rules.time.IntakeLimits;
import io.diffy.rules.time.IntakeLimits.Kind;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes answers in: says which window each counts for, and keeps it, or of one that is over a limit
 * only why it is not compared.
 */
final class SnapshotIngest {
  private static final int LONGEST_PROBLEM = 300;

  private final DiffyConfig config;
  private final IntakeLimits limits;
  private final SnapshotStore answers;
  private final WindowSchedule calendar;
  private final AdmissionLimits census;
  private final IntervalConsensus poll;
  private final SnapshotMetrics refusals;

  /** Of the queries of the pack: every answer asks for them. */
  private final Map<String, QueryRules> known = new HashMap<>();

  SnapshotIngest(
      DiffyConfig config,
      SnapshotStore answers,
      WindowSchedule calendar,
      IntervalConsensus poll,
      SnapshotMetrics refusals) {
    this.config = config;
    this.limits = config.limits();
    this.answers = answers;
    this.calendar = calendar;
    this.poll = poll;
    this.census = new AdmissionLimits(limits, answers, calendar);
    this.refusals = refusals;
    config.pack().queries().keySet().forEach(query -> known.put(query, config.rulesOf(query)));
  }

  /**
   * Takes an answer; returns whether its round (or schedule) had none of this instance before.
   *
   * @param appended when the broker took it
   * @param clock event time reached so far
   */
  boolean take(Observation observation, Instant appended, Instant clock) {
    GroupKey group = observation.instance().group();
    String instanceId = observation.instance().instanceId();
    SnapshotHistory before = answers.log(group, observation.query(), instanceId);
    // Who has an answer that was taken is known; so this costs nothing on the way of most answers.
    Admission admission =
        before.versions().stream().anyMatch(v -> v.coverage() == Coverage.OK)
            ? Admission.of(observation.query())
            : census.admit(group, instanceId, observation.query(), appended);
    if (admission.query().isEmpty()) {
      refusals.over(admission.over().orElseThrow());
      return false;
    }
    String query = admission.query().get();
    SnapshotHistory known =
        query.equals(observation.query()) ? before : answers.log(group, query, instanceId);
    boolean first =
        known.versions().stream().noneMatch(v -> v.roundId().equals(observation.roundId()));
    SnapshotVersion bare = bare(observation, query, appended, clock);
    SnapshotHistory log =
        known.load().end().isAfter(bare.firstEnd())
            ? known.loadedUntil(latestEnd(group, query, bare, appended))
            : known;
    Optional<Kind> over = admission.over().or(() -> tooOften(log, bare));
    if (over.isPresent()) {
      refuse(group, query, log, bare, over.get());
    } else {
      keep(group, query, log, bare, observation);
    }
    if (calendar.schedule(group, query).filter(WindowState::worthAsking).isPresent()) {
      poll.hold(group, query, clock);
    }
    return first;
  }

  /** The answer without what its rows say. */
  private SnapshotVersion bare(
      Observation observation, String query, Instant appended, Instant clock) {
    GroupKey group = observation.instance().group();
    Duration own = config.intervalOf(observation.intervalSeconds());
    Duration said = query.equals(observation.query()) ? own : intervalOf(group, query, own);
    // By its own interval: whether a clock is believed must not hang on what others say.
    HopRule hops = calendar.hops(said);
    EventTime time = ClockRule.trust(observation.collectedAt(), appended, hops.size());
    Instant from = hops.countsFrom(time.at(), appended);
    WindowAssignment window =
        observation.roundId().isEmpty()
            ? calendar.expect(group, query, said, from, clock)
            : WindowAssignment.of(from, calendar.hops(intervalOf(group, query, said)));
    return new SnapshotVersion(
        observation.instance(),
        time,
        window,
        said,
        new Content(
            new Status(observation.coverage(), bounded(observation.error())),
            rulesOf(query).version()),
        observation.roundId());
  }

  private Duration intervalOf(GroupKey group, String query, Duration otherwise) {
    return calendar.schedule(group, query).map(WindowState::interval).orElse(otherwise);
  }

  /** The last end that an answer which comes now can count for, with a clock far ahead. */
  private Instant latestEnd(
      GroupKey group, String query, SnapshotVersion answer, Instant appended) {
    Instant latest = appended.plus(ClockRule.AHEAD);
    return calendar
        .hops(intervalOf(group, query, answer.reportedInterval()))
        .endAtOrAfter(latest.isAfter(answer.from()) ? latest : answer.from());
  }

  private Optional<Kind> tooOften(SnapshotHistory log, SnapshotVersion answer) {
    WindowLoad load = log.load().at(answer.firstEnd());
    if (load.answers() >= limits.answers()) {
      return Optional.of(Kind.ANSWERS);
    }
    return load.rows() >= limits.changes() ? Optional.of(Kind.CHANGES) : Optional.empty();
  }

  private void keep(
      GroupKey group,
      String query,
      SnapshotHistory log,
      SnapshotVersion bare,
      Observation observation) {
    if (observation.coverage() != Coverage.OK) {
      refusals.taken();
      answers.keep(group, query, log, bare, Optional.empty());
      return;
    }
    Optional<CanonicalAnswer> whole =
        observation.rows().size() > limits.rows()
            ? Optional.empty()
            : Optional.of(CanonicalAnswer.of(rulesOf(query), observation));
    if (whole.isEmpty() || whole.get().different() > limits.items()) {
      Kind kind = whole.isEmpty() ? Kind.ROWS : Kind.ITEMS;
      refusals.over(kind);
      answers.keep(group, query, log, bare.refused(limits.words(kind)), Optional.empty());
      return;
    }
    refusals.taken();
    answers.keep(group, query, log, bare.whole(whole.get().name(), whole.get().facts()), whole);
  }

  /** Of a flood one answer in a window is kept, and it stands for all that came. */
  private void refuse(
      GroupKey group, String query, SnapshotHistory log, SnapshotVersion bare, Kind kind) {
    refusals.over(kind);
    SnapshotVersion refused = bare.refused(limits.words(kind));
    if (log.versions().stream().noneMatch(refused::tellsTheSameAs)) {
      answers.refuse(group, query, log, refused);
    }
  }

  private QueryRules rulesOf(String query) {
    return known.containsKey(query) ? known.get(query) : config.rulesOf(query);
  }

  private static String bounded(String problem) {
    return problem.length() <= LONGEST_PROBLEM
        ? problem
        : problem.substring(0, LONGEST_PROBLEM) + "…";
  }
}
