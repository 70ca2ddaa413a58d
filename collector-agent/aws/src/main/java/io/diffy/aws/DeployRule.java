package io.diffy.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;

/** What counts as a deploy of a group, and when it was complete. */
final class DeployRule {
  private DeployRule() {}

  /** A refresh that replaced the instances, also one that brought the old version back. */
  static boolean isComplete(InstanceRefresh refresh) {
    return refresh.endTime() != null
        && (refresh.statusAsString().equals("Successful")
            || refresh.statusAsString().equals("RollbackSuccessful"));
  }

  /**
   * When a version of a launch template came into service without a refresh: when its first
   * instance of those now in service was launched. Nothing when it is not in service, when a
   * refresh since it was made tells more, or when it is so old that this is no deploy but the
   * replacement of a single instance.
   *
   * @param made when the version was made
   * @param launched when its instances in service were launched
   * @param rollout how long after it was made a version may come into service
   */
  static Optional<Instant> inService(
      Instant made, List<Instant> launched, List<InstanceRefresh> refreshes, Duration rollout) {
    boolean refreshed =
        refreshes.stream()
            .anyMatch(
                refresh -> refresh.startTime() != null && !refresh.startTime().isBefore(made));
    if (refreshed) {
      return Optional.empty();
    }
    return launched.stream()
        .min(Instant::compareTo)
        .map(first -> first.isBefore(made) ? made : first)
        .filter(first -> !first.isAfter(made.plus(rollout)));
  }
}
