package io.diffy.processor.evaluation;

import io.diffy.processor.config.DiffyConfig;
import io.diffy.processor.evaluation.state.BaselineStore;
import io.diffy.processor.evaluation.state.NoveltyHistoryStore;
import io.diffy.processor.evaluation.state.OnDemandRoundStore;
import io.diffy.processor.evaluation.state.SnapshotStore;
import io.diffy.processor.evaluation.state.WindowSchedule;
import io.diffy.processor.exceptions.ExceptionStore;
import io.diffy.processor.metrics.Counter;
import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.state.WindowState;
import io.diffy.rules.time.HopRule;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the newest answers and judges them: every query of a group at the end of each of its
 * hopping windows, an on-demand round when it is complete or overdue. Time is what the records say:
 * the broker's append time and ticks. The wall clock only causes ticks, which travel through the
 * control topic like everything else, so that a replay sees the windows close where they closed.
 */
public final class GroupEvaluationProcessor implements Processor<String, Object, String, Object> {
  private final DiffyConfig config;
  private final String judgements;
  private final String ticks;

  private ProcessorContext<String, Object> context;
  private SnapshotStore answers;
  private WindowSchedule calendar;
  private IntervalConsensus poll;
  private SnapshotIngest reception;
  private OnDemandRoundStore rounds;
  private EvaluationInputs bench;
  private Instant clock = Instant.EPOCH;
  private Instant lastTick = Instant.EPOCH;

  /**
   * The step, given where its results go.
   *
   * @param judgements name of the step that takes the judgements
   * @param ticks name of the sink that takes the ticks
   */
  public GroupEvaluationProcessor(DiffyConfig config, String judgements, String ticks) {
    this.config = config;
    this.judgements = judgements;
    this.ticks = ticks;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    answers =
        new SnapshotStore(
            context.getStateStore(SnapshotStore.ANSWERS),
            context.getStateStore(SnapshotStore.ITEM_SETS),
            context.getStateStore(SnapshotStore.ITEMS));
    calendar = new WindowSchedule(context.getStateStore(WindowSchedule.SCHEDULES), config.grace());
    clock = calendar.clock();
    poll = new IntervalConsensus(answers, calendar);
    reception =
        new SnapshotIngest(
            config,
            answers,
            calendar,
            poll,
            new SnapshotMetrics(name -> Counter.of(context, name)));
    rounds = new OnDemandRoundStore(context.getStateStore(OnDemandRoundStore.ROUNDS));
    BaselineStore baselines =
        new BaselineStore(
            context.getStateStore(BaselineStore.BASELINES),
            config.topics().baselines().codec(),
            config.trust());
    NoveltyHistoryStore histories =
        new NoveltyHistoryStore(context.getStateStore(NoveltyHistoryStore.HISTORIES));
    bench =
        new EvaluationInputs(
            config,
            answers,
            baselines,
            histories,
            new ExceptionStore(
                context.<KeyValueStore<String, byte[]>>getStateStore(ExceptionStore.EXCEPTIONS),
                config.topics().exceptions().codec(),
                config.trust()));
    if (config.ticks()) {
      context.schedule(
          config.tickEvery(),
          PunctuationType.WALL_CLOCK_TIME,
          now -> tick(Instant.ofEpochMilli(now).minus(config.tickEvery())));
    }
  }

  @Override
  public void process(Record<String, Object> record) {
    Instant appended = Instant.ofEpochMilli(record.timestamp());
    if (record.value() instanceof Observation observation) {
      advance(appended);
      keep(observation, appended);
    } else if (record.value() instanceof Control.Round round) {
      advance(appended);
      rounds
          .open(round, () -> answers.countOf(round))
          .ifPresent(complete -> close(complete, clock));
    } else if (record.value() instanceof Control.Tick tick) {
      // Never beyond the broker's own time: a tick from a wrong or evil clock must not end all
      // windows.
      advance(tick.until().isBefore(appended) ? tick.until() : appended);
    } else if (record.value() instanceof Control.End) {
      closeAllWithAnswers();
    }
  }

  private void keep(Observation observation, Instant appended) {
    boolean first = reception.take(observation, appended, clock);
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

  /**
   * Event time has reached {@code now}: judges all windows and rounds that end before it, in order.
   */
  private void advance(Instant now) {
    if (now.isBefore(clock)) {
      return;
    }
    clock = now;
    boolean closed = false;
    for (Optional<WindowSchedule.Due> due = calendar.first();
        due.isPresent() && due.get().closesAt().isBefore(clock);
        due = calendar.first()) {
      close(due.get());
      closed = true;
    }
    if (closed) {
      calendar.closedAt(clock);
    }
    for (Optional<Control.Round> overdue = rounds.overdue(clock);
        overdue.isPresent();
        overdue = rounds.overdue(clock)) {
      close(overdue.get(), overdue.get().deadline());
    }
  }

  /**
   * Nothing more will come: judges every window that has an answer of its own, and no later one.
   */
  private void closeAllWithAnswers() {
    for (Optional<WindowSchedule.Due> due = calendar.first();
        due.isPresent();
        due = calendar.first()) {
      if (calendar.hasAnswersDue(due.get())) {
        close(due.get());
      } else {
        calendar.silent(due.get());
        endOf(due.get());
      }
    }
  }

  private void close(WindowSchedule.Due due) {
    GroupKey group = GroupKey.parse(due.group());
    WindowState schedule = calendar.schedule(group, due.query()).orElseThrow();
    HopRule hops = calendar.hops(schedule.interval());
    QueryEvaluation judgement =
        bench.window(group, due.query(), due.end(), hops, calendar.queries(group));
    forward(judgement);
    if (judgement.anyAnswered()) {
      calendar.closed(due);
      if (schedule.disputed() || !judgement.hosts().terminated().isEmpty()) {
        poll.hold(group, due.query(), clock);
      }
    } else {
      calendar.silent(due);
    }
    endOf(due);
  }

  /** Windows that end together are one moment of the group: nothing more comes for it. */
  private void endOf(WindowSchedule.Due due) {
    boolean more =
        calendar
            .first()
            .filter(next -> next.group().equals(due.group()) && next.end().equals(due.end()))
            .isPresent();
    if (!more) {
      forward(new GroupEvaluationCompleted(GroupKey.parse(due.group()), due.end(), ""));
    }
  }

  private void close(Control.Round round, Instant at) {
    rounds.close(round);
    round.queries().forEach(query -> forward(bench.round(round, query, at)));
    forward(new GroupEvaluationCompleted(round.group(), at, round.roundId()));
  }

  private void forward(GroupEvaluationCompleted judged) {
    context.forward(
        new Record<>(judged.group().toString(), judged, judged.at().toEpochMilli()), judgements);
  }

  private void forward(QueryEvaluation judgement) {
    context.forward(
        new Record<>(judgement.group().toString(), judgement, judgement.at().toEpochMilli()),
        judgements);
  }

  /** The wall clock asks for a window to be closed when no record has done it. */
  private void tick(Instant wall) {
    Optional<Instant> window = calendar.first().map(WindowSchedule.Due::closesAt);
    Optional<Instant> round = rounds.firstDeadline();
    boolean due =
        window.filter(wall::isAfter).isPresent() || round.filter(wall::isAfter).isPresent();
    if (due && wall.isAfter(lastTick.plus(config.tickAgainAfter()))) {
      lastTick = wall;
      GroupKey group =
          calendar.first().map(d -> GroupKey.parse(d.group())).or(rounds::anyGroup).orElseThrow();
      context.forward(
          new Record<>(group.toString(), new Control.Tick(group, wall), wall.toEpochMilli()),
          ticks);
    }
  }
}
