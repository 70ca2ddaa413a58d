package io.diffy.accept;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.FindingUid;
import io.diffy.schemas.Instance;
import io.diffy.service.CommandFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A person's word that a deviation is fine, and the exceptions it becomes: one for each instance or
 * cohort it is about.
 *
 * @param scope how far it reaches
 * @param instances ids of the finding's instances that are meant; empty: all of them
 * @param reason why it is fine
 * @param by who says so
 * @param at when
 * @param expiresAt until when; empty for ever
 */
public record Acceptance(
    Scope scope,
    List<String> instances,
    String reason,
    String by,
    Instant at,
    Optional<Instant> expiresAt) {

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
    return switch (scope) {
      case GROUP -> List.of(rule(finding, summary, "", Optional.empty()));
      case EVERYWHERE -> {
        if (finding.itemUid().isEmpty()) {
          throw new CommandFailure(
              "the finding's last event is older than the name that items have in all groups;"
                  + " accept it everywhere after its next event, or with --scope group now");
        }
        yield List.of(rule(finding, summary, "", Optional.empty()));
      }
      case INSTANCE -> {
        if (instances.isEmpty() && meant.size() != 1) {
          throw new CommandFailure(
              "the finding concerns %d instances, so --scope instance doesn't say which; name them with --instance, or use --scope group"
                  .formatted(meant.size()));
        }
        yield meant.stream()
            .map(i -> rule(finding, summary, i.instanceId(), Optional.empty()))
            .toList();
      }
      case COHORT -> {
        if (meant.isEmpty()) {
          throw new CommandFailure(
              "the finding concerns the group as a whole, which has no one cohort; use --scope group");
        }
        yield new TreeSet<>(meant.stream().map(Instance::cohort).toList())
            .stream().map(cohort -> rule(finding, summary, "", Optional.of(cohort))).toList();
      }
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

  private ExceptionRule rule(
      Finding finding, String summary, String instanceId, Optional<Cohort> cohort) {
    List<String> reach = new ArrayList<>(List.of(finding.uid(), scope.name(), instanceId));
    cohort.ifPresent(c -> reach.addAll(List.of(c.ami(), c.launchVersion(), c.instanceType())));
    return new ExceptionRule(
        FindingUid.exception(reach, at),
        finding.group(),
        About.finding(finding, summary),
        new Reach(scope, instanceId, cohort),
        new Accepted(reason, by, at),
        expiresAt);
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
