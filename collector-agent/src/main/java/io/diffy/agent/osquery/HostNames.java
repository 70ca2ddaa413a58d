package io.diffy.agent.osquery;

import io.diffy.schemas.Instance;
import java.util.Map;

/** Says which instance wrote a line of osqueryd's log. */
@FunctionalInterface
public interface HostNames {

  /**
   * The instance of a line.
   *
   * @param hostIdentifier what {@code --host_identifier} made of the host
   * @param decorations what the config's decorators add to each line; empty when nothing
   */
  Instance instance(String hostIdentifier, Map<String, String> decorations);

  /**
   * Takes what decorators commonly carry: {@code asg}, {@code instance_id}, {@code account_id},
   * {@code region}, {@code ami_id}, {@code instance_type}, {@code availability_zone}, {@code
   * launch_version}; else the host belongs to {@code group} under its identifier.
   */
  static HostNames byDecorations(String group) {
    return (hostIdentifier, decorations) ->
        new Instance(
            decorations.getOrDefault("asg", group),
            decorations.getOrDefault("account_id", ""),
            decorations.getOrDefault("region", ""),
            decorations.getOrDefault("instance_id", hostIdentifier),
            decorations.getOrDefault("launch_version", ""),
            decorations.getOrDefault("ami_id", ""),
            decorations.getOrDefault("instance_type", ""),
            decorations.getOrDefault("availability_zone", ""),
            decorations.getOrDefault("hostname", ""),
            decorations.getOrDefault("local_ipv4", ""));
  }
}
