package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;

/** Says of every target, before anything is sent, whether SSM can ask it, and if not why. */
final class TargetEligibility {
  private final RunContext context;
  private Optional<SsmFailure> lastFailure = Optional.empty();
  private boolean answered;

  TargetEligibility(RunContext context) {
    this.context = context;
  }

  /**
   * Every target once, by id.
   *
   * @throws PluginFailure when SSM answered nowhere
   */
  List<Member> members() {
    Map<AccountRegion, Map<String, Target>> places = new TreeMap<>();
    Map<String, Member> members = new TreeMap<>();
    for (Target target : context.order().targets()) {
      String id = target.instance().instanceId();
      Member member = unasked(target);
      if (!member.isAsked()) {
        members.putIfAbsent(id, member);
      } else {
        places
            .computeIfAbsent(AccountRegion.of(target.instance()), any -> new TreeMap<>())
            .put(id, target);
      }
    }
    places.forEach(
        (place, targets) ->
            members(place, targets).forEach(member -> members.putIfAbsent(member.id(), member)));
    if (lastFailure.isPresent() && !answered) {
      throw new PluginFailure("SSM could not be asked: " + lastFailure.get().advice());
    }
    return List.copyOf(members.values());
  }

  /** What can be said of a target without asking SSM. */
  static Member unasked(Target target) {
    if (!target.collectable()) {
      return Member.left(target, InstanceOutcome.SKIPPED, target.skipped());
    }
    String id = target.instance().instanceId();
    return InstanceIds.isKnown(id)
        ? Member.asked(target)
        : Member.left(
            target,
            InstanceOutcome.NOT_MANAGED,
            "\"" + MaskedText.of(id, 40) + "\" is no id that SSM could know");
  }

  private List<Member> members(AccountRegion place, Map<String, Target> targets) {
    try {
      Map<String, SsmCalls.ManagedInstance> managed =
          context.ssm().apply(place).managed(List.copyOf(targets.keySet()));
      answered = true;
      return targets.entrySet().stream()
          .map(target -> member(target.getValue(), managed.get(target.getKey())))
          .toList();
    } catch (SdkException e) {
      SsmFailure failure = SsmFailure.of(e);
      lastFailure = Optional.of(failure);
      context.note(place + " is left out: " + failure.text());
      String reason = "SSM could not be asked in " + place + ": " + failure.text();
      return targets.values().stream()
          .map(target -> Member.left(target, failure.outcome(), reason))
          .toList();
    }
  }

  private static Member member(Target target, SsmCalls.ManagedInstance agent) {
    if (agent == null) {
      return Member.left(
          target,
          InstanceOutcome.NOT_MANAGED,
          "SSM does not know it: no agent, no instance profile for SSM, or no way to SSM");
    }
    if (agent.ping().equals("ConnectionLost") || agent.ping().equals("Inactive")) {
      return Member.left(
          target,
          InstanceOutcome.AGENT_OFFLINE,
          "its SSM agent is not connected (" + agent.ping() + ")");
    }
    if (!agent.platform().isEmpty() && !agent.platform().equals("Linux")) {
      String reason = "its platform is " + MaskedText.of(agent.platform(), 40) + ", not Linux";
      return Member.left(target, InstanceOutcome.SKIPPED, reason);
    }
    return Member.asked(target);
  }
}
