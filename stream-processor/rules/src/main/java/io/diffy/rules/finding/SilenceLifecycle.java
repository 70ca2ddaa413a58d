package io.diffy.rules.finding;

import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.exception.ExceptionsInForce;
import io.diffy.rules.finding.FindingState.Basis;
import io.diffy.rules.finding.SilenceRule.Silence;
import io.diffy.rules.state.CohortState;
import io.diffy.rules.state.HostMemory;
import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Confidence;
import io.diffy.schemas.Finding.Method;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.FindingLifecycle.Occasion;
import io.diffy.schemas.FindingLifecycle.Seen;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Prevalence;
import io.diffy.schemas.Rating;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.Subject;
import io.diffy.schemas.Triage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The life of the findings about hosts that stopped answering: one for each, low; medium when
 * somebody still counts it in service, when something odd was found on it before, or when it
 * answers other queries all the while. Many that fall silent at once are one gap of the group.
 * Pure.
 */
public final class SilenceLifecycle {
  private static final int MOST_AT_ONCE = 2;
  private static final int SHARE_AT_ONCE = 10;

  private final GroupEvaluationCompleted evaluated;
  private final SilenceRule rule;
  private final int hosts;
  private final ExceptionsInForce exceptions;
  private final Transitions transitions;
  private final Predicate<String> odd;

  /**
   * @param states how each query stands, by its name
   * @param odd whether something odd was found on a host before, by its id
   */
  public SilenceLifecycle(
      GroupEvaluationCompleted evaluated,
      Map<String, CohortState> states,
      ExceptionsInForce exceptions,
      Predicate<String> odd) {
    this.evaluated = evaluated;
    this.rule = new SilenceRule(states, evaluated.answers());
    this.hosts = new GroupRule(states).hosts();
    this.exceptions = exceptions;
    this.transitions = new Transitions(evaluated.at(), new Occasion(evaluated.roundId(), ""));
    this.odd = odd;
  }

  /** What follows for the states, by uid. */
  public List<LifecycleStep> steps(Map<String, FindingState> known) {
    Map<String, FindingState> leads = new TreeMap<>();
    known.values().stream()
        .filter(state -> state.open() && state.finding().isSilence())
        .filter(state -> !state.finding().uid().equals(uid(SilenceRule.SILENT)))
        .forEach(state -> leads.put(state.finding().instances().get(0).instanceId(), state));
    Map<String, Silence> silences =
        rule.silences(leads.values().stream().map(FindingState::finding).toList());
    Map<String, Silence> many = many(silences, leads);
    List<LifecycleStep> steps = new ArrayList<>();
    silences.forEach(
        (id, silence) -> {
          if (!many.containsKey(id)) {
            lead(silence, known).ifPresent(steps::add);
          }
        });
    leads.forEach(
        (id, state) -> {
          if (!silences.containsKey(id)) {
            steps.add(transitions.close(state, CloseReason.COVERAGE_RESTORED));
          }
        });
    gap(many, Optional.ofNullable(known.get(uid(SilenceRule.SILENT)))).ifPresent(steps::add);
    return steps;
  }

  /** Those that no one of them is a lead of its own, because too many fell silent at once. */
  private Map<String, Silence> many(
      Map<String, Silence> silences, Map<String, FindingState> leads) {
    Map<String, Silence> fresh = new TreeMap<>(silences);
    fresh.keySet().removeAll(leads.keySet());
    fresh.values().removeIf(silence -> rule.isOver(silence, false, evaluated.at()));
    fresh.values().removeIf(silence -> accepted(subject(silence), silence));
    if (fresh.size() <= Math.max(MOST_AT_ONCE, hosts / SHARE_AT_ONCE)) {
      return Map.of();
    }
    fresh.values().removeIf(silence -> silence.expected() || odd.test(id(silence)));
    return fresh;
  }

  private static String id(Silence silence) {
    return silence.instance().instanceId();
  }

  private String uid(String name) {
    return FindingUid.of(evaluated.group(), Finding.ALL_QUERIES, Kind.COVERAGE, name);
  }

  private Subject subject(String name) {
    return new Subject(
        uid(name),
        FindingUid.item(Finding.ALL_QUERIES, Kind.COVERAGE, name),
        evaluated.group(),
        Finding.ALL_QUERIES,
        Kind.COVERAGE,
        List.of());
  }

  private Subject subject(Silence silence) {
    return subject(SilenceRule.SILENT + " " + id(silence));
  }

  /** A host that answered and fell silent again is a new silence. */
  private boolean accepted(Subject subject, Silence silence) {
    return exceptions.acceptSilence(
        subject.uid(), subject.itemUid(), silence.instance(), silence.since());
  }

  private Optional<LifecycleStep> lead(Silence silence, Map<String, FindingState> known) {
    Subject subject = subject(silence);
    Optional<FindingState> before = Optional.ofNullable(known.get(subject.uid()));
    Optional<FindingState> open = before.filter(FindingState::open);
    boolean foundOdd = odd.test(id(silence));
    boolean wakes =
        silence.partly()
            || silence.expected()
            || foundOdd
            || open.filter(s -> s.finding().severity() == Severity.MEDIUM).isPresent();
    if (accepted(subject, silence)) {
      return open.map(state -> transitions.close(state, CloseReason.ACCEPTED));
    }
    if (rule.isOver(silence, wakes, evaluated.at())) {
      return open.map(state -> transitions.close(state, CloseReason.INSTANCE_TERMINATED));
    }
    EvidenceRows rows = silence.rows();
    Finding now =
        finding(
            subject,
            List.of(silence.instance()),
            rows.with(rows.row(), changes(open, silence)),
            wakes ? Severity.MEDIUM : Severity.LOW,
            before,
            new Seen(silence.since(), silence.since()),
            silence.words() + (foundOdd ? "; something odd was found on it before" : ""));
    return Optional.of(transitions.keepOpen(before, now, Basis.NONE, memory(before)));
  }

  /** More queries that fall silent, or other circumstances, are news of the same lead. */
  private static List<AttributeChange> changes(Optional<FindingState> open, Silence silence) {
    return open.map(state -> state.finding().row().getOrDefault("detail", ""))
        .filter(old -> !old.equals(silence.words()))
        .map(old -> new AttributeChange("detail", old, silence.words(), List.of(id(silence)), 1))
        .map(List::of)
        .orElse(List.of());
  }

  private HostMemory memory(Optional<FindingState> before) {
    HostMemory known = before.map(FindingState::memory).orElse(HostMemory.NONE);
    return new HostMemory(HostMemory.NONE.hosts(), known.told().at(evaluated.at()), Map.of());
  }

  private Optional<LifecycleStep> gap(Map<String, Silence> many, Optional<FindingState> before) {
    Subject subject = subject(SilenceRule.SILENT);
    List<Silence> silent = many.values().stream().filter(s -> !accepted(subject, s)).toList();
    if (silent.isEmpty()) {
      return before
          .filter(FindingState::open)
          .map(state -> transitions.close(state, CloseReason.COVERAGE_RESTORED));
    }
    Instant first = silent.stream().map(Silence::since).min(Instant::compareTo).orElseThrow();
    String detail = "%d of %d instances fell silent at once".formatted(silent.size(), hosts);
    Seen seen =
        new Seen(
            first,
            evaluated.at(),
            silent.stream()
                .map(
                    s ->
                        new Sighting(
                            id(s), Optional.of(s.since()), s.since(), Optional.empty(), Map.of()))
                .toList());
    Finding now =
        finding(
            subject,
            silent.stream().map(Silence::instance).toList(),
            CoverageRow.of(SilenceRule.SILENT, detail),
            Severity.LOW,
            before,
            seen,
            detail + ": one gap of the group");
    return Optional.of(transitions.keepOpen(before, now, Basis.NONE, memory(before)));
  }

  private Finding finding(
      Subject subject,
      List<Instance> instances,
      EvidenceRows rows,
      Severity severity,
      Optional<FindingState> before,
      Seen seen,
      String reason) {
    Finding now =
        new Finding(
            subject,
            instances,
            rows,
            new Prevalence(
                Method.CLUSTER, instances.size(), hosts, Cohort.UNKNOWN.label(), List.of()),
            new Rating(0, Confidence.HIGH, severity, Optional.empty()),
            transitions.lifecycle(before, seen),
            reason);
    Optional<Triage> last = before.flatMap(state -> state.finding().triage());
    return exceptions.triage(subject.uid()).or(() -> last).map(now::with).orElse(now);
  }
}
