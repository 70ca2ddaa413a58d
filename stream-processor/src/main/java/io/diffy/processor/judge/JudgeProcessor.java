package io.diffy.processor.judge;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.judge.Absentee.Problem;
import io.diffy.processor.rules.CanonicalAnswer;
import io.diffy.processor.rules.ClockRule;
import io.diffy.processor.rules.Covered;
import io.diffy.processor.rules.HopRule;
import io.diffy.processor.rules.QueryRules;
import io.diffy.processor.store.AnswerLog;
import io.diffy.processor.store.Version;
import io.diffy.schemas.Control;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Keeps the newest answers and judges them: every query of a group at the end of each of its
 * hopping windows, an on-demand round when it is complete or overdue. Time is what the records say:
 * the broker's append time and ticks. The wall clock only causes ticks, which travel through the
 * control topic like everything else, so that a replay sees the windows close where they closed.
 */
public final class JudgeProcessor implements Processor<String, Object, String, Object> {
  private static final int LONGEST_PROBLEM = 300;

  private final DiffyConfig config;
  private final String judgements;
  private final String ticks;
  private ProcessorContext<String, Object> context;
  private AnswerBook answers;
  private Calendar calendar;
  private RoundBook rounds;
  private BaselineShelf baselines;
  private Instant clock = Instant.EPOCH;
  private Instant lastTick = Instant.EPOCH;

  /**
   * The step, given where its results go.
   *
   * @param judgements name of the step that takes the judgements
   * @param ticks name of the sink that takes the ticks
   */
  public JudgeProcessor(DiffyConfig config, String judgements, String ticks) {
    this.config = config;
    this.judgements = judgements;
    this.ticks = ticks;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    answers =
        new AnswerBook(
            context.getStateStore(AnswerBook.ANSWERS),
            context.getStateStore(AnswerBook.ITEM_SETS),
            context.getStateStore(AnswerBook.ITEMS));
    calendar = new Calendar(context.getStateStore(Calendar.SCHEDULES), config.grace());
    rounds = new RoundBook(context.getStateStore(RoundBook.ROUNDS));
    baselines =
        new BaselineShelf(
            context.getStateStore(BaselineShelf.BASELINES), config.topics().baselines().codec());
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
      rounds.open(round);
    } else if (record.value() instanceof Control.Tick tick) {
      advance(tick.until());
    } else if (record.value() instanceof Control.End) {
      closeAllWithAnswers();
    }
  }

  private void keep(Observation observation, Instant appended) {
    GroupKey group = observation.instance().group();
    String query = observation.query();
    Duration interval = config.intervalOf(observation.intervalSeconds());
    HopRule hops = calendar.hops(interval);
    ClockRule.Trusted time = ClockRule.trust(observation.collectedAt(), appended, hops.size());
    Instant end = hops.firstEnd(time.eventTime(), appended);
    if (observation.roundId().isEmpty()) {
      end = calendar.expect(group, query, interval, end, clock);
    }
    QueryRules rules = config.rulesOf(query);
    Optional<CanonicalAnswer> whole =
        observation.coverage() == Coverage.OK
            ? Optional.of(CanonicalAnswer.of(rules, observation))
            : Optional.empty();
    Version version =
        new Version(
            observation.instance(),
            time.eventTime(),
            observation.collectedAt(),
            time.believed(),
            end,
            observation.coverage(),
            bounded(observation.error()),
            whole.map(CanonicalAnswer::name).orElse(0L),
            rules.version(),
            observation.roundId());
    boolean first = answers.keep(group, query, version, whole);
    if (first && !observation.roundId().isEmpty()) {
      rounds
          .answered(group, observation.roundId(), observation.instance().instanceId(), query)
          .ifPresent(round -> close(round, appended));
    }
  }

  private static String bounded(String problem) {
    return problem.length() <= LONGEST_PROBLEM
        ? problem
        : problem.substring(0, LONGEST_PROBLEM) + "…";
  }

  /**
   * Event time has reached {@code now}: judges all windows and rounds that end before it, in order.
   */
  private void advance(Instant now) {
    if (now.isBefore(clock)) {
      return;
    }
    clock = now;
    for (Optional<Calendar.Due> due = calendar.first();
        due.isPresent() && due.get().closesAt().isBefore(clock);
        due = calendar.first()) {
      close(due.get());
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
    for (Optional<Calendar.Due> due = calendar.first(); due.isPresent(); due = calendar.first()) {
      if (calendar.hasAnswersDue(due.get())) {
        close(due.get());
      } else {
        calendar.silent(due.get());
      }
    }
  }

  private void close(Calendar.Due due) {
    GroupKey group = GroupKey.parse(due.group());
    HopRule hops = calendar.hops(calendar.schedule(group, due.query()).orElseThrow().interval());
    Predicate<Version> counts =
        v -> !v.firstEnd().isAfter(due.end()) && hops.covers(due.end(), v.eventTime());
    List<Version> newest = new ArrayList<>();
    List<Absentee> absentees = new ArrayList<>();
    Set<String> terminated = new TreeSet<>();
    Instant forgotten = due.end().minus(hops.forgetAfter());
    for (Map.Entry<String, AnswerLog> entry : answers.logs(group, due.query()).entrySet()) {
      Optional<Version> version = entry.getValue().newest(counts);
      Optional<Version> last =
          entry.getValue().newest(v -> v.roundId().isEmpty() && !v.firstEnd().isAfter(due.end()));
      if (version.isPresent()) {
        newest.add(version.get());
      } else if (last.isPresent() && last.get().eventTime().isAfter(forgotten)) {
        absentees.add(silent(last.get()));
      } else if (last.isPresent()) {
        terminated.add(entry.getKey());
        answers.forget(group, due.query(), entry.getKey());
      }
    }
    judge(group, due.query(), due.end(), hops.start(due.end()), "", newest, absentees, terminated);
    answers.sweep(group, due.query());
    if (newest.isEmpty()) {
      calendar.silent(due);
    } else {
      calendar.closed(due);
    }
  }

  private static Absentee silent(Version last) {
    return new Absentee(
        last.instance(), Problem.SILENT, "no answer since " + last.eventTime(), last.eventTime());
  }

  private void close(Control.Round round, Instant at) {
    rounds.close(round);
    for (String query : round.queries()) {
      Map<String, AnswerLog> logs = answers.logs(round.group(), query);
      List<Version> newest = new ArrayList<>();
      List<Absentee> absentees = new ArrayList<>();
      for (String instanceId : round.expected()) {
        logs.getOrDefault(instanceId, AnswerLog.EMPTY)
            .newest(v -> v.roundId().equals(round.roundId()))
            .ifPresentOrElse(
                newest::add,
                () -> absentees.add(noAnswer(round, instanceId, logs.get(instanceId))));
      }
      judge(
          round.group(), query, at, round.openedAt(), round.roundId(), newest, absentees, Set.of());
      answers.sweep(round.group(), query);
    }
  }

  private static Absentee noAnswer(Control.Round round, String instanceId, AnswerLog known) {
    GroupKey group = round.group();
    var instance =
        known == null || known.versions().isEmpty()
            ? new Instance(
                group.asg(), group.account(), group.region(), instanceId, "", "", "", "", "", "")
            : known.versions().get(known.versions().size() - 1).instance();
    return new Absentee(
        instance,
        Problem.NO_ANSWER,
        "did not answer before the deadline " + round.deadline(),
        round.openedAt());
  }

  private void judge(
      GroupKey group,
      String query,
      Instant at,
      Instant windowStart,
      String roundId,
      List<Version> newest,
      List<Absentee> absentees,
      Set<String> terminated) {
    QueryRules rules = config.rulesOf(query);
    List<Covered> covered = new ArrayList<>();
    for (Version version : newest) {
      if (!version.believed()) {
        absentees.add(clock(version));
      }
      if (version.coverage() != Coverage.OK) {
        absentees.add(incomplete(version));
      } else if (version.rules() != rules.version()) {
        absentees.add(stale(version));
      } else {
        covered.add(
            new Covered(
                version.instance(),
                version.eventTime(),
                answers.itemsOf(group, query, version.set())));
      }
    }
    Panel panel =
        new Panel(
            group,
            query,
            rules,
            covered,
            absentees,
            answers.items(group, query),
            baselines.of(group, query, rules));
    context.forward(
        new Record<>(
            group.toString(), panel.judge(at, windowStart, roundId, terminated), at.toEpochMilli()),
        judgements);
  }

  private static Absentee clock(Version version) {
    return new Absentee(
        version.instance(),
        Problem.CLOCK,
        "the host's clock said %s when the broker's said %s; the broker's is used"
            .formatted(version.collectedAt(), version.eventTime()),
        version.eventTime());
  }

  private static Absentee incomplete(Version version) {
    Problem problem = Problem.valueOf(version.coverage().name());
    String detail = version.problem().isEmpty() ? problem.word() : version.problem();
    return new Absentee(version.instance(), problem, detail, version.eventTime());
  }

  private static Absentee stale(Version version) {
    return new Absentee(
        version.instance(),
        Problem.STALE,
        "answered before the rules of this query changed; the next answer counts",
        version.eventTime());
  }

  /** The wall clock asks for a window to be closed when no record has done it. */
  private void tick(Instant wall) {
    Optional<Instant> window = calendar.first().map(Calendar.Due::closesAt);
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
