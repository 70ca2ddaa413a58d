package io.diffy.processor.evaluation;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.config.Timing;
import io.diffy.processor.evaluation.state.BaselineStore;
import io.diffy.processor.evaluation.state.ItemStore;
import io.diffy.processor.evaluation.state.NoveltyHistoryStore;
import io.diffy.processor.evaluation.state.OnDemandRoundStore;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.processor.evaluation.state.WindowSchedule.WindowEnd;
import io.diffy.processor.exceptions.ExceptionStore;
import io.diffy.processor.metrics.Counter;
import io.diffy.processor.step.EvaluationEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.processor.step.StepName.Output;
import io.diffy.processor.step.StepSupplier;
import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.HopRule;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keeps the newest answers and evaluates them: every query of a group at the end of each of its
 * hopping windows, an on-demand round when it is complete or overdue. Time is what the records say:
 * the broker's append time and ticks. The wall clock only causes ticks, which travel through the
 * control topic like everything else, so that a replay sees the windows close where they closed.
 */
public final class GroupEvaluationProcessor {
  private final Output<String, EvaluationEvent> next;
  private final Output<String, Control> ticks;
  private final SnapshotStore snapshots;
  private final WindowSchedule windows;
  private final IntervalConsensus consensus;
  private final SnapshotIngest ingest;
  private final OnDemandRoundStore rounds;
  private final ExceptionStore exceptions;
  private final Evaluator evaluator;
  private Optional<Moment> moment = Optional.empty();
  private final long rowsAtOnce;
  private Instant clock;
  private Instant lastTick = Instant.EPOCH;
  private long judgedRows;

  private GroupEvaluationProcessor(
      ProcessorContext<?, ?> context,
      DiffyConfig config,
      Output<String, EvaluationEvent> next,
      Output<String, Control> ticks) {
    this.next = next;
    this.ticks = ticks;
    rowsAtOnce = config.timing().rowsAtOnce();
    ItemStore items = new ItemStore(ItemStore.ITEM_SETS.of(context), ItemStore.ITEMS.of(context));
    snapshots = new SnapshotStore(SnapshotStore.ANSWERS.of(context), items);
    windows = new WindowSchedule(WindowSchedule.SCHEDULES.of(context), config.timing().grace());
    clock = windows.clock();
    consensus = new IntervalConsensus(snapshots, windows);
    ingest =
        new SnapshotIngest(
            config.policy(),
            config.timing(),
            snapshots,
            windows,
            consensus,
            new SnapshotMetrics(name -> Counter.of(context, name)));
    rounds = new OnDemandRoundStore(OnDemandRoundStore.ROUNDS.of(context));
    exceptions =
        new ExceptionStore(
            ExceptionStore.EXCEPTIONS.of(context),
            config.topics().exceptions().codec(),
            config.policy().trust());
    evaluator =
        new Evaluator(
            config.policy(),
            snapshots,
            items,
            new BaselineStore(
                BaselineStore.BASELINES.of(context),
                config.topics().baselines().codec(),
                config.policy().trust()),
            new NoveltyHistoryStore(NoveltyHistoryStore.HISTORIES.of(context)));
    config
        .timing()
        .ticks()
        .ifPresent(
            timing ->
                context.schedule(
                    timing.every(),
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> tick(Instant.ofEpochMilli(now).minus(timing.every()), timing)));
  }

  /**
   * The step, given where its results go.
   *
   * @param next takes the evaluations
   * @param ticks the sink that takes the ticks
   */
  public static StepSupplier<String, SnapshotEvent> step(
      DiffyConfig config, StepName<String, EvaluationEvent> next, StepName<String, Control> ticks) {
    return new StepSupplier<>(
        context ->
            new GroupEvaluationProcessor(context, config, next.from(context), ticks.from(context))
                ::read,
        SnapshotStore.ANSWERS,
        ItemStore.ITEM_SETS,
        ItemStore.ITEMS,
        WindowSchedule.SCHEDULES,
        OnDemandRoundStore.ROUNDS,
        NoveltyHistoryStore.HISTORIES,
        BaselineStore.BASELINES,
        ExceptionStore.EXCEPTIONS);
  }

  private void read(Record<String, SnapshotEvent> record) {
    Instant appended = Instant.ofEpochMilli(record.timestamp());
    moment = Optional.empty();
    judgedRows = 0;
    if (record.value() instanceof SnapshotEvent.Answer answer) {
      advance(appended);
      keep(answer.observation(), appended);
    } else if (record.value() instanceof SnapshotEvent.Signal signal) {
      obey(signal.control(), appended);
    }
  }

  private void keep(Observation observation, Instant appended) {
    boolean first = ingest.take(observation, appended, clock);
    if (first && !observation.roundId().isEmpty()) {
      rounds
          .answered(
              observation.instance().group(),
              observation.roundId(),
              observation.instance().instanceId(),
              observation.query())
          .ifPresent(round -> close(round, appended));
    }
  }

  private void obey(Control control, Instant appended) {
    if (control instanceof Control.Round round) {
      advance(appended);
      rounds
          .open(round, () -> snapshots.countOf(round))
          .ifPresent(complete -> close(complete, clock));
    } else if (control instanceof Control.Tick tick) {
      // Never beyond the broker's own time: a tick from a wrong or evil clock must not end all
      // windows.
      advance(tick.until().isBefore(appended) ? tick.until() : appended);
    } else if (control instanceof Control.End) {
      closeAllWithAnswers();
    }
  }

  /**
   * Event time has reached {@code now}: closes the windows and rounds that end before, in order.
   * What is too much for one record waits for the next, or for a tick: which record closes what is
   * the same in a replay. A moment of a group is not torn apart.
   */
  private void advance(Instant now) {
    if (now.isBefore(clock)) {
      return;
    }
    clock = now;
    boolean closed = false;
    for (Optional<WindowEnd> due = windows.first();
        due.isPresent() && due.get().closesAt().isBefore(clock) && !enough();
        due = windows.first()) {
      close(due.get());
      closed = true;
    }
    if (closed) {
      windows.closedAt(clock);
    }
    for (Optional<Control.Round> overdue = rounds.overdue(clock);
        overdue.isPresent() && !enough();
        overdue = rounds.overdue(clock)) {
      close(overdue.get(), overdue.get().deadline());
    }
  }

  private boolean enough() {
    return judgedRows >= rowsAtOnce && moment.isEmpty();
  }

  /**
   * Nothing more will come: evaluates every window that has an answer of its own, and no later one.
   */
  private void closeAllWithAnswers() {
    for (Optional<WindowEnd> due = windows.first(); due.isPresent(); due = windows.first()) {
      if (windows.hasAnswersDue(due.get())) {
        close(due.get());
      } else {
        windows.silent(due.get());
        completeAfter(due.get(), true);
      }
    }
  }

  private void close(WindowEnd window) {
    GroupKey group = GroupKey.parse(window.group());
    String query = window.query();
    WindowState schedule = windows.schedule(group, query).orElseThrow();
    HopRule hops = windows.hops(schedule.interval());
    Moment shared = momentOf(group, window.end());
    QueryEvaluation evaluation = evaluator.window(shared, query, hops);
    forward(evaluation, shared);
    if (evaluation.anyAnswered()) {
      windows.closed(window);
      if (schedule.disputed() || !evaluation.hosts().terminated().isEmpty()) {
        consensus.settle(group, query, clock);
      }
    } else {
      windows.silent(window);
    }
    completeAfter(window, false);
  }

  /** Windows that end together are one moment of the group: nothing more comes for it. */
  private void completeAfter(WindowEnd window, boolean last) {
    boolean more =
        windows
            .first()
            .filter(w -> w.group().equals(window.group()) && w.end().equals(window.end()))
            .isPresent();
    if (!more) {
      complete(momentOf(GroupKey.parse(window.group()), window.end()), "", last);
      moment = Optional.empty();
    }
  }

  private void close(Control.Round round, Instant at) {
    rounds.close(round);
    Moment shared = newMoment(round.group(), at, round.queries());
    round.queries().forEach(query -> forward(evaluator.round(shared, round, query), shared));
    complete(shared, round.roundId(), false);
  }

  private Moment momentOf(GroupKey group, Instant end) {
    Moment shared =
        moment
            .filter(known -> known.is(group, end))
            .orElseGet(() -> newMoment(group, end, windows.queries(group)));
    moment = Optional.of(shared);
    return shared;
  }

  private Moment newMoment(GroupKey group, Instant at, Collection<String> queries) {
    return new Moment(group, at, evaluator.asked(queries), exceptions.of(group, at));
  }

  private void complete(Moment shared, String roundId, boolean last) {
    forward(
        shared,
        new EvaluationEvent.OfGroup(
            new GroupEvaluationCompleted(
                shared.group(),
                shared.at(),
                roundId,
                last,
                instanceId -> snapshots.lastScheduled(shared.group(), instanceId)),
            shared.accepted()));
  }

  private void forward(QueryEvaluation evaluation, Moment shared) {
    evaluation.covered().forEach(host -> judgedRows += host.items().length);
    forward(shared, new EvaluationEvent.OfQuery(evaluation, shared.accepted()));
  }

  private void forward(Moment shared, EvaluationEvent event) {
    next.forward(shared.group().toString(), event, shared.at().toEpochMilli());
  }

  /** The wall clock asks for a window to be closed when no record has done it. */
  private void tick(Instant wall, Timing.Ticks timing) {
    Optional<Instant> window = windows.first().map(WindowEnd::closesAt);
    Optional<Instant> round = rounds.firstDeadline();
    boolean due =
        window.filter(wall::isAfter).isPresent() || round.filter(wall::isAfter).isPresent();
    // What the last tick was too short for needs another, and nobody has to wait for it.
    boolean obeyed = !clock.isBefore(lastTick);
    if (due && (obeyed || wall.isAfter(lastTick.plus(timing.againAfter())))) {
      lastTick = wall;
      GroupKey group =
          windows.first().map(d -> GroupKey.parse(d.group())).or(rounds::anyGroup).orElseThrow();
      ticks.forward(group.toString(), new Control.Tick(group, wall), wall.toEpochMilli());
    }
  }
}
