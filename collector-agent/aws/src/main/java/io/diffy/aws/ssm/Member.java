package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Target;
import java.util.Optional;

/**
 * An instance of a run, as it was described before anything was sent.
 *
 * @param target the instance
 * @param verdict what became of it without asking; empty when it is asked
 * @param reason of the verdict
 */
record Member(Target target, Optional<InstanceOutcome> verdict, String reason) {

  static Member asked(Target target) {
    return new Member(target, Optional.empty(), "");
  }

  static Member left(Target target, InstanceOutcome verdict, String reason) {
    return new Member(target, Optional.of(verdict), reason);
  }

  String id() {
    return target.instance().instanceId();
  }

  boolean isAsked() {
    return verdict.isEmpty();
  }

  InstanceResult result() {
    return InstanceResult.without(target, verdict.orElseThrow(), reason);
  }
}
