package io.diffy.agent;

import io.diffy.agent.collect.LocalHost;
import io.diffy.agent.collect.OwnProcess;
import io.diffy.agent.publish.ObservationPublisher.Limits;
import io.diffy.schemas.Instance;
import java.nio.file.Path;

/**
 * What an agent is told about its host. What may be asked of osqueryi is bounded by {@link
 * io.diffy.agent.osquery.OsqueryiSource.Options}.
 *
 * @param instance which host of which group this is
 * @param root the folder that holds the host's file system
 * @param limits bounds of publishing
 */
public record AgentConfig(Instance instance, Path root, Limits limits) {

  /**
   * With the default limits. What is left open of the instance is looked up on the host.
   *
   * @throws IllegalArgumentException when the group has no name
   */
  public static AgentConfig of(Instance known, Path root) {
    if (known.asg().isBlank()) {
      throw new IllegalArgumentException("group is not set; set it");
    }
    return new AgentConfig(LocalHost.identify(known, root), root, Limits.DEFAULT);
  }

  /** The agent's own process where it would find itself: when it looks at its own machine. */
  OwnProcess ownProcess() {
    return LocalHost.isThisMachine(root) ? OwnProcess.current() : OwnProcess.NONE;
  }
}
