package io.diffy.accept;

import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.ExceptionRule.Seen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.service.CommandFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A person's word that a deviation is fine, and the exceptions it becomes: one for each instance or
 * cohort it is about, and of the whole group where it is about no instance.
 *
 * @param scope how far it reaches
 * @param instances ids of the finding's instances that are meant; empty: all of them
 * @param reason why it is fine
 * @param by who says so
 * @param at when
 * @param expiresAt until when; empty for ever
 * @param anyAttributes whether the thing is accepted whatever it becomes
 */
public record Acceptance(
    Scope scope,
    List<String> instances,
    String reason,
    String by,
    Instant at,
    Optional<Instant> expiresAt,
    boolean anyAttributes) {

  /** More characters nobody reads. */
  public static final int LONGEST_REASON = 1000;

  /** Until it is looked at again, unless somebody says otherwise. */
  public static final Duration SPAN = Duration.ofDays(30);

  /**
   * The exceptions to write: the new ones, then the old ones that they replace, ended.
   *
   * @param summary what was found, in a few words
   * @param known all exceptions there are
   */
  public List<ExceptionRule> records(Finding finding, String summary, List<ExceptionRule> known) {
    List<ExceptionRule> rules = rules(finding, summary);
    Stream<ExceptionRule> replaced =
        known.stream()
            .filter(old -> old.inForce(at))
            .filter(old -> rules.stream().anyMatch(rule -> sameReach(rule, old)))
            .map(old -> old.removed(new Removal(by, at, "replaced by a newer acceptance")));
    return Stream.concat(rules.stream(), replaced).toList();
  }

  private List<ExceptionRule> rules(Finding finding, String summary) {
    List<Instance> meant = meant(finding);
    Scope reach = meant.isEmpty() && scope == Scope.INSTANCE ? Scope.GROUP : scope;
    return switch (reach) {
      case GROUP -> List.of(rule(finding, summary, Reach.GROUP, meant));
      case EVERYWHERE -> {
        if (finding.itemUid().isEmpty()) {
          throw new CommandFailure(
              "the finding's last event is older than the name that items have in all groups;"
                  + " accept it everywhere after its next event, or with --all-hosts now");
        }
        yield List.of(rule(finding, summary, Reach.EVERYWHERE, meant));
      }
      case INSTANCE ->
          meant.stream()
              .map(i -> rule(finding, summary, Reach.of(Scope.INSTANCE, i), List.of(i)))
              .toList();
      case COHORT -> {
        if (meant.isEmpty()) {
          throw new CommandFailure(
              "the finding concerns the group as a whole, which has no one cohort; use --all-hosts");
        }
        yield new TreeSet<>(meant.stream().map(Instance::cohort).toList())
            .stream()
                .map(
                    cohort ->
                        rule(
                            finding,
                            summary,
                            new Reach(Scope.COHORT, "", Optional.of(cohort)),
                            meant.stream().filter(i -> i.cohort().equals(cohort)).toList()))
                .toList();
      }
      case NOTHING -> throw new IllegalArgumentException("accepts nothing");
    };
  }

  /** Only instances of the finding: a typo must not accept something else in silence. */
  private List<Instance> meant(Finding finding) {
    if (instances.isEmpty()) {
      return finding.instances();
    }
    List<Instance> meant = new ArrayList<>();
    for (String id : new TreeSet<>(instances)) {
      meant.add(
          finding.instances().stream()
              .filter(i -> i.instanceId().equals(id))
              .findFirst()
              .orElseThrow(
                  () ->
                      new CommandFailure("the finding does not concern instance \"" + id + "\"")));
    }
    return meant;
  }

  private ExceptionRule rule(Finding finding, String summary, Reach reach, List<Instance> on) {
    List<String> names =
        new ArrayList<>(List.of(finding.uid(), reach.scope().name(), reach.instanceId()));
    reach
        .cohort()
        .ifPresent(c -> names.addAll(List.of(c.ami(), c.launchVersion(), c.instanceType())));
    About about = About.finding(finding, summary);
    return new ExceptionRule(
        FindingUid.exception(names, at),
        finding.group(),
        anyAttributes ? about : about.as(seen(finding, on)),
        reach,
        new Accepted(reason, by, at),
        expiresAt);
  }

  private static Seen seen(Finding finding, List<Instance> on) {
    try {
      return WhatWasSeen.of(finding, on);
    } catch (IllegalArgumentException notSaid) {
      throw new CommandFailure(notSaid.getMessage(), notSaid);
    }
  }

  private static boolean sameReach(ExceptionRule one, ExceptionRule other) {
    boolean sameThing =
        one.scope() == Scope.EVERYWHERE
            ? one.about().itemUid().equals(other.about().itemUid())
            : one.findingUid().equals(other.findingUid());
    return sameThing
        && one.scope() == other.scope()
        && one.instanceId().equals(other.instanceId())
        && one.cohort().equals(other.cohort());
  }
}
