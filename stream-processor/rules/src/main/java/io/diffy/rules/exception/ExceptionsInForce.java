package io.diffy.rules.exception;

import static java.util.Comparator.comparing;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.ExceptionRule.Seen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Triage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people said of the findings of one group, as it stands at one time. Pure. Asking costs a few
 * look-ups by uid, whatever the number of exceptions; where nothing is accepted {@link #isEmpty}
 * saves making the uids.
 */
public final class ExceptionsInForce {
  /** Nobody said anything. */
  public static final ExceptionsInForce NONE = new ExceptionsInForce();

  private final Map<String, AcceptedWhere> byFinding = new HashMap<>();
  private final Map<String, AcceptedWhere> byThing = new HashMap<>();
  private final Map<String, List<ExceptionRule>> everywhere = new HashMap<>();
  private final Map<String, AcceptedWhere> expired = new HashMap<>();
  private final Map<String, Triage> triage = new HashMap<>();

  private ExceptionsInForce() {}

  /**
   * The exceptions that count for an evaluation.
   *
   * @param rules those of this group and those for everywhere; what belongs to other groups is left
   *     out
   * @param at time of the evaluation: end of its window, or when the round closed
   */
  public static ExceptionsInForce inForce(
      GroupKey group, Instant at, Collection<ExceptionRule> rules) {
    ExceptionsInForce exceptions = new ExceptionsInForce();
    for (ExceptionRule rule : rules) {
      if (rule.scope() == Scope.EVERYWHERE || rule.group().equals(group)) {
        exceptions.add(rule, at);
      }
    }
    return exceptions;
  }

  private void add(ExceptionRule rule, Instant at) {
    if (rule.scope() == Scope.NOTHING) {
      rule.triage().ifPresent(said -> triage.put(rule.findingUid(), said));
    } else if (!rule.inForce(at)) {
      if (rule.removal().isEmpty()) {
        expired.computeIfAbsent(rule.findingUid(), uid -> new AcceptedWhere()).add(rule);
      }
    } else if (rule.scope() == Scope.EVERYWHERE) {
      everywhere.computeIfAbsent(rule.about().itemUid(), uid -> new ArrayList<>()).add(rule);
    } else {
      byFinding.computeIfAbsent(rule.findingUid(), uid -> new AcceptedWhere()).add(rule);
      rule.about()
          .seen()
          .map(seen -> thing(rule.about().query(), seen.thing()))
          .ifPresent(key -> byThing.computeIfAbsent(key, k -> new AcceptedWhere()).add(rule));
    }
  }

  private static String thing(String query, String name) {
    return name + " " + query;
  }

  /** Whether nothing at all is accepted. */
  public boolean isEmpty() {
    return byFinding.isEmpty() && everywhere.isEmpty();
  }

  /** What a person says of a finding. */
  public Optional<Triage> triage(String findingUid) {
    return Optional.ofNullable(triage.get(findingUid));
  }

  /**
   * Whether a person accepted what this instance shows: each item was among what was seen.
   *
   * @param findingUid names the deviation in the group, see {@link io.diffy.schemas.FindingUid#of}
   * @param itemUid names it in all groups, see {@link io.diffy.schemas.FindingUid#item}; empty when
   *     unknown
   * @param shown the items of the thing that the instance shows; none where the uid says it all
   */
  public boolean accept(
      String findingUid, String itemUid, Instance instance, Collection<ShownPrint> shown) {
    List<ExceptionRule> about = about(findingUid, itemUid, instance);
    return !about.isEmpty()
        && shown.stream().allMatch(item -> about.stream().anyMatch(rule -> covers(rule, item)));
  }

  private static boolean covers(ExceptionRule rule, ShownPrint item) {
    Optional<Seen> seen = rule.about().seen().filter(known -> !known.items().isEmpty());
    if (seen.isEmpty()) {
      return true;
    }
    String now = item.without(seen.get().masked());
    return seen.get().items().stream().anyMatch(print -> ShownPrint.covers(print, now));
  }

  /**
   * Whether a person accepted this silence: one that began later, after an answer, is another.
   *
   * @param since the last answer
   */
  public boolean acceptSilence(
      String findingUid, String itemUid, Instance instance, Instant since) {
    return about(findingUid, itemUid, instance).stream()
        .anyMatch(rule -> rule.about().seen().isEmpty() || !rule.acceptedAt().isBefore(since));
  }

  /** Whether an exception is about this on this instance, whatever it shows now. */
  public boolean reach(String findingUid, String itemUid, Instance instance) {
    return !about(findingUid, itemUid, instance).isEmpty();
  }

  /** Whether exceptions reach every instance that it concerns; for a whole group, as a whole. */
  public boolean reach(Finding finding) {
    return instances(finding).allMatch(i -> reach(finding.uid(), finding.itemUid(), i));
  }

  /** What stands for the instances of a finding of a whole group. */
  private static Stream<Instance> instances(Finding finding) {
    return finding.instances().isEmpty()
        ? Stream.of(Instance.named(finding.group().asg(), ""))
        : finding.instances().stream();
  }

  private List<ExceptionRule> about(String findingUid, String itemUid, Instance instance) {
    AcceptedWhere where = byFinding.get(findingUid);
    List<ExceptionRule> about = where == null ? new ArrayList<>() : where.of(instance);
    about.addAll(everywhere.getOrDefault(itemUid, List.of()));
    return about;
  }

  /**
   * The newest exception about the same thing on one of these instances, whose row is not the one
   * that is shown now.
   *
   * @param thing name of the thing, see {@link io.diffy.schemas.ShownThing}
   */
  public Optional<ExceptionRule> acceptedOtherwise(
      String query, String thing, Collection<Instance> instances) {
    return newest(byThing.get(thing(query, thing)), instances);
  }

  /** The exception of a finding that ended last by itself, on one of these instances. */
  public Optional<ExceptionRule> expired(String findingUid, Collection<Instance> instances) {
    return newest(expired.get(findingUid), instances);
  }

  private static Optional<ExceptionRule> newest(
      AcceptedWhere where, Collection<Instance> instances) {
    return where == null
        ? Optional.empty()
        : instances.stream()
            .flatMap(i -> where.of(i).stream())
            .max(comparing(ExceptionRule::acceptedAt).thenComparing(ExceptionRule::id));
  }

  /** How far the exceptions of one finding reach together. */
  private static final class AcceptedWhere {
    private final List<ExceptionRule> group = new ArrayList<>();
    private final Map<Cohort, List<ExceptionRule>> cohorts = new HashMap<>();
    private final Map<String, List<ExceptionRule>> instances = new HashMap<>();

    void add(ExceptionRule rule) {
      switch (rule.scope()) {
        case GROUP, EVERYWHERE -> group.add(rule);
        case COHORT ->
            rule.cohort()
                .ifPresent(c -> cohorts.computeIfAbsent(c, k -> new ArrayList<>()).add(rule));
        case INSTANCE ->
            instances.computeIfAbsent(rule.instanceId(), k -> new ArrayList<>()).add(rule);
        case NOTHING -> throw new IllegalArgumentException("reaches nothing");
      }
    }

    List<ExceptionRule> of(Instance instance) {
      List<ExceptionRule> all = new ArrayList<>(group);
      all.addAll(cohorts.getOrDefault(instance.cohort(), List.of()));
      all.addAll(instances.getOrDefault(instance.instanceId(), List.of()));
      return all;
    }
  }
}
