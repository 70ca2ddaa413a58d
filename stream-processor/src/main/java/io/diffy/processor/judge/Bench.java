package io.diffy.processor.judge;

import io.diffy.processor.DiffyConfig;
import io.diffy.processor.exceptions.ExceptionShelf;
import io.diffy.processor.rules.Covered;
import io.diffy.processor.rules.HopRule;
import io.diffy.processor.rules.HostFacts;
import io.diffy.processor.rules.QueryRules;
import io.diffy.processor.store.AnswerLog;
import io.diffy.processor.store.Version;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Picks the answers that count at one time, says why the others don't, and has them judged. */
final class Bench {
  private final DiffyConfig config;
  private final AnswerBook answers;
  private final BaselineShelf baselines;
  private final HistoryBook histories;
  private final ExceptionShelf exceptions;

  Bench(
      DiffyConfig config,
      AnswerBook answers,
      BaselineShelf baselines,
      HistoryBook histories,
      ExceptionShelf exceptions) {
    this.config = config;
    this.answers = answers;
    this.baselines = baselines;
    this.histories = histories;
    this.exceptions = exceptions;
  }

  /**
   * The newest answer of each instance inside the window that ends at {@code end}.
   *
   * @param queries all queries of the group
   */
  Judgement window(
      GroupKey group, String query, Instant end, HopRule hops, Collection<String> queries) {
    Predicate<Version> counts = v -> !v.from().isAfter(end) && hops.covers(end, v.eventTime());
    List<Version> newest = new ArrayList<>();
    List<Absentee> absentees = new ArrayList<>();
    Set<String> terminated = new TreeSet<>();
    Instant forgotten = end.minus(hops.forgetAfter());
    for (Map.Entry<String, AnswerLog> entry : answers.logs(group, query).entrySet()) {
      Optional<Version> version = entry.getValue().newest(counts);
      Optional<Version> last =
          entry.getValue().newest(v -> v.roundId().isEmpty() && !v.from().isAfter(end));
      if (version.isPresent()) {
        newest.add(version.get());
      } else if (last.isPresent() && last.get().from().isAfter(forgotten)) {
        absentees.add(Absentee.silent(last.get()));
      } else if (last.isPresent()) {
        terminated.add(entry.getKey());
        answers.forget(group, query, entry.getKey());
      }
    }
    Judgement judgement =
        judge(
            new Session(
                group,
                query,
                end,
                hops.start(end),
                "",
                "",
                answers.facts(group, counts),
                exceptions.of(group, end)),
            witness(group, query, queries, counts),
            newest,
            absentees,
            terminated);
    answers.sweep(group, query);
    histories.keep(judgement);
    return judgement;
  }

  /** What the instances of an on-demand round answered to one of its queries. */
  Judgement round(Round round, String query, Instant at) {
    Map<String, AnswerLog> logs = answers.logs(round.group(), query);
    List<Version> newest = new ArrayList<>();
    List<Absentee> absentees = new ArrayList<>();
    for (String instanceId : round.expected()) {
      AnswerLog log = logs.getOrDefault(instanceId, AnswerLog.EMPTY);
      log.newest(v -> v.roundId().equals(round.roundId()))
          .ifPresentOrElse(
              newest::add, () -> absentees.add(Absentee.noAnswer(round, instanceId, log)));
    }
    Map<String, HostFacts> facts =
        answers.facts(round.group(), v -> v.roundId().equals(round.roundId()));
    Judgement judgement =
        judge(
            new Session(
                round.group(),
                query,
                at,
                round.openedAt(),
                round.roundId(),
                round.incidentId(),
                facts,
                exceptions.of(round.group(), at)),
            witness(
                round.group(), query, round.queries(), v -> v.roundId().equals(round.roundId())),
            newest,
            absentees,
            Set.of());
    answers.sweep(round.group(), query);
    return judgement;
  }

  private Judgement judge(
      Session session,
      Witness witness,
      List<Version> newest,
      List<Absentee> absentees,
      Set<String> terminated) {
    QueryRules rules = config.rulesOf(session.query());
    List<Version> whole = new ArrayList<>();
    for (Version version : newest) {
      if (!version.believed()) {
        absentees.add(Absentee.clock(version));
      }
      if (version.coverage() != Coverage.OK) {
        absentees.add(Absentee.incomplete(version));
      } else if (version.rules() != rules.version()) {
        absentees.add(Absentee.stale(version));
      } else {
        whole.add(version);
      }
    }
    List<Version> newborn = whole.stream().filter(session::newborn).toList();
    // A group that is all new is judged as it is: its hosts are alike.
    if (newborn.size() < whole.size()) {
      whole.removeAll(newborn);
      newborn.forEach(v -> absentees.add(Absentee.newborn(v, session.facts(v).orElseThrow())));
    }
    // Instances that answer alike share one array, so that what looks at sets looks once.
    Map<Long, long[]> sets = new HashMap<>();
    List<Covered> covered = whole.stream().map(v -> covered(session, v, sets)).toList();
    Panel panel =
        new Panel(
            session,
            witness,
            rules,
            covered,
            absentees,
            answers.items(session.group(), session.query()),
            baselines.of(session.group(), session.query(), rules));
    Function<Covered, Optional<long[]>> previous =
        host ->
            answers.itemsBefore(
                session.group(),
                session.query(),
                host.instance().instanceId(),
                host.collectedAt(),
                rules.version());
    return panel.judge(terminated, histories.of(session.group(), session.query()), previous);
  }

  /** Upgrades change packages and files of some hosts before others: those bear no witness. */
  private Witness witness(
      GroupKey group, String query, Collection<String> queries, Predicate<Version> counts) {
    List<String> others =
        queries.stream()
            .filter(other -> !other.equals(query) && !config.rulesOf(other).software())
            .sorted()
            .toList();
    return new Witness(
        config.rulesOf(query).software() ? List.of() : others,
        other -> answers.wholeAnswers(group, other, config.rulesOf(other).version(), counts));
  }

  private Covered covered(Session session, Version version, Map<Long, long[]> sets) {
    long[] items =
        sets.computeIfAbsent(
            version.set(), set -> answers.itemsOf(session.group(), session.query(), set));
    return new Covered(version.instance(), version.eventTime(), items);
  }
}
