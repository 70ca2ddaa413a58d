package io.diffy.osquerylog;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Says which instance wrote a line of osqueryd's log. */
@FunctionalInterface
public interface HostNames {
  /** Names that images come with: whoever is called so has no name yet. */
  Set<String> OF_IMAGES =
      Set.of(
          "localhost",
          "localhost.localdomain",
          "localhost4",
          "localhost6",
          "ubuntu",
          "debian",
          "centos",
          "raspberrypi",
          "kali",
          "fedora",
          "(none)");

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
   * launch_version}; an empty one, osqueryd's null, counts as none. A host whose lines name no
   * {@code asg} belongs to {@code group} as it is given; its identifier is its name where there is
   * no {@code instance_id}, or {@code host_uuid} where that name is one that images come with.
   *
   * @param group {@code <account>:<region>:<asg>}, or a plain name
   */
  static HostNames byDecorations(String group) {
    GroupKey otherwise = GroupKey.parse(group);
    return (hostIdentifier, decorations) -> {
      UnaryOperator<String> decoration = name -> decorations.getOrDefault(name, "").strip();
      String asg = decoration.apply("asg");
      String instanceId = decoration.apply("instance_id");
      boolean nameless = OF_IMAGES.contains(hostIdentifier.toLowerCase(Locale.ROOT));
      String id = instanceId.isEmpty() && nameless ? machine(decorations) : instanceId;
      return new Instance(
          asg.isEmpty()
              ? otherwise
              : new GroupKey(decoration.apply("account_id"), decoration.apply("region"), asg),
          id.isEmpty() ? hostIdentifier : id,
          new Cohort(
              decoration.apply("ami_id"),
              decoration.apply("launch_version"),
              decoration.apply("instance_type")),
          new Address(
              decoration.apply("availability_zone"),
              decoration.apply("hostname"),
              decoration.apply("local_ipv4")));
    };
  }

  /** What decorators, as those of Fleet, say of which machine it is; empty: nothing. */
  static String machine(Map<String, String> decorations) {
    String uuid = decorations.getOrDefault("host_uuid", "").strip();
    return uuid.isEmpty() ? decorations.getOrDefault("uuid", "").strip() : uuid;
  }
}
