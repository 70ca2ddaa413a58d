package io.diffy.aws.ssm;

import io.diffy.plugin.CollectionPlugin.Listener;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Sees to it that every instance has exactly one result. */
final class RunResults {
  /** These may mean that the instance is gone; that is known only at the end. */
  private static final Set<InstanceOutcome> LOST =
      Set.of(
          InstanceOutcome.DEADLINE,
          InstanceOutcome.UNDELIVERABLE,
          InstanceOutcome.DELIVERY_TIMED_OUT,
          InstanceOutcome.NOT_MANAGED,
          InstanceOutcome.AGENT_OFFLINE);

  private final Listener listener;
  private final Map<String, Member> members = new TreeMap<>();
  private final Map<String, InstanceResult> settled = new TreeMap<>();
  private final Map<String, InstanceResult> held = new TreeMap<>();
  private final int asked;
  private int done;

  RunResults(List<Member> all, Listener listener) {
    this.listener = listener;
    all.forEach(member -> members.put(member.id(), member));
    this.asked = (int) all.stream().filter(Member::isAsked).count();
  }

  /** The instances that were not asked. */
  void notAsked() {
    members.values().stream().filter(member -> !member.isAsked()).forEach(m -> add(m.result()));
  }

  Target target(String id) {
    return members.get(id).target();
  }

  void without(String id, InstanceOutcome outcome, String reason, Duration took) {
    add(new InstanceResult(target(id), outcome, reason, List.of(), 0, took));
  }

  void without(CommandBatch batch, InstanceOutcome outcome, String reason) {
    batch.ids().forEach(id -> without(id, outcome, reason, Duration.ZERO));
  }

  void add(InstanceResult result) {
    String id = result.instanceId();
    if (settled.containsKey(id) || held.containsKey(id)) {
      throw new IllegalStateException(id + " has a result already");
    }
    if (LOST.contains(result.outcome())) {
      held.put(id, result);
    } else {
      settle(result);
    }
    if (members.containsKey(id) && members.get(id).isAsked()) {
      done++;
      progress();
    }
  }

  private void settle(InstanceResult result) {
    settled.put(result.instanceId(), result);
    listener.done(result);
  }

  void progress() {
    listener.progress(done, asked);
  }

  /** Of every instance that was described before the run. */
  Set<String> ids() {
    return Set.copyOf(members.keySet());
  }

  /** Ends it. Of those that gave nothing, the ones that are gone are said to be gone. */
  List<InstanceResult> finish(Set<String> gone) {
    held.forEach(
        (id, result) ->
            settle(
                gone.contains(id)
                    ? new InstanceResult(
                        result.target(),
                        InstanceOutcome.TERMINATED,
                        "left the group during the run; before that: " + result.reason(),
                        List.of(),
                        0,
                        result.took())
                    : result));
    return List.copyOf(settled.values());
  }
}
