package io.diffy.rules.exception;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What people accepted in one group, as it stands at one time. Pure. Asking costs two look-ups by
 * uid, whatever the number of exceptions; where nothing is accepted {@link #isEmpty} saves making
 * the uids.
 */
public final class ExceptionsInForce {
  /** Nothing is accepted. */
  public static final ExceptionsInForce NONE = new ExceptionsInForce();

  private final Map<String, AcceptedWhere> byFinding = new HashMap<>();
  private final Set<String> itemsEverywhere = new HashSet<>();

  private ExceptionsInForce() {}

  /**
   * The exceptions that count for an evaluation.
   *
   * @param rules those of this group and those for everywhere; what belongs to other groups or is
   *     no longer in force is left out
   * @param at time of the evaluation: end of its window, or when the round closed
   */
  public static ExceptionsInForce inForce(
      GroupKey group, Instant at, Collection<ExceptionRule> rules) {
    ExceptionsInForce exceptions = new ExceptionsInForce();
    for (ExceptionRule rule : rules) {
      boolean everywhere = rule.scope() == ExceptionRule.Scope.EVERYWHERE;
      if (rule.inForce(at) && (everywhere || rule.group().equals(group))) {
        exceptions.add(rule);
      }
    }
    return exceptions;
  }

  /** Whether nothing at all is accepted. */
  public boolean isEmpty() {
    return byFinding.isEmpty() && itemsEverywhere.isEmpty();
  }

  /**
   * Whether a person accepted this on this instance.
   *
   * @param findingUid names the deviation in the group, see {@link io.diffy.schemas.FindingUid#of}
   * @param itemUid names it in all groups, see {@link io.diffy.schemas.FindingUid#item}; empty when
   *     unknown
   */
  public boolean accept(String findingUid, String itemUid, Instance instance) {
    if (itemsEverywhere.contains(itemUid)) {
      return true;
    }
    AcceptedWhere reach = byFinding.get(findingUid);
    return reach != null && reach.includes(instance);
  }

  /** Whether it was accepted on every instance that it concerns; for a whole group, as a whole. */
  public boolean accept(Finding finding) {
    List<Instance> instances =
        finding.instances().isEmpty()
            ? List.of(Instance.named(finding.group().asg(), ""))
            : finding.instances();
    return instances.stream().allMatch(i -> accept(finding.uid(), finding.itemUid(), i));
  }

  private void add(ExceptionRule rule) {
    if (rule.scope() == ExceptionRule.Scope.EVERYWHERE) {
      itemsEverywhere.add(rule.about().itemUid());
    } else {
      byFinding.computeIfAbsent(rule.findingUid(), uid -> new AcceptedWhere()).add(rule);
    }
  }

  /** How far the exceptions of one finding reach together. */
  private static final class AcceptedWhere {
    private boolean group;
    private final Set<Cohort> cohorts = new HashSet<>();
    private final Set<String> instances = new HashSet<>();

    void add(ExceptionRule rule) {
      switch (rule.scope()) {
        case GROUP -> group = true;
        case COHORT -> rule.cohort().ifPresent(cohorts::add);
        case INSTANCE -> instances.add(rule.instanceId());
        case EVERYWHERE -> throw new IllegalArgumentException("reaches beyond a finding");
      }
    }

    boolean includes(Instance instance) {
      return group
          || instances.contains(instance.instanceId())
          || cohorts.contains(instance.cohort());
    }
  }
}
