package io.diffy.aws;

/**
 * Which instances of a group are asked, by their <a
 * href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html">
 * lifecycle state</a>: those in service, and on demand those in standby. A state this code has
 * never heard of is not asked either.
 */
final class AutoScalingLifecycle {
  private AutoScalingLifecycle() {}

  /** Why an instance is not asked; empty when it is. */
  static String skipped(String state, boolean standby) {
    return switch (state) {
      case "InService" -> "";
      case "Standby" -> standby ? "" : "Standby: not asked unless plugin.auto-scaling.standby=true";
      case "Pending", "Pending:Wait", "Pending:Proceed" -> state + ": not in service yet";
      case "Terminating", "Terminating:Wait", "Terminating:Proceed" -> state + ": is being ended";
      case "Terminated" -> state + ": is no more";
      case "Detaching", "EnteringStandby" -> state + ": is being taken out of service";
      case "Detached" -> state + ": left the group";
      case "Quarantined" -> state + ": was taken out of service";
      default ->
          state.startsWith("Warmed:")
              ? state + ": waits in the warm pool"
              : state + ": a state that is not known here";
    };
  }
}
