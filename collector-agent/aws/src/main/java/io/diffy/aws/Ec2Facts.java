package io.diffy.aws;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance.Address;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Reads EC2's words for an instance; what it does not say is empty. */
final class Ec2Facts {
  private Ec2Facts() {}

  /** Such as {@code running}. */
  static String state(Instance instance) {
    return instance.state() == null
        ? ""
        : Objects.requireNonNullElse(instance.state().nameAsString(), "");
  }

  /** Why an instance is not asked; empty when it is. */
  static String skipped(Instance instance) {
    return switch (state(instance)) {
      case "running", "" -> "";
      case "pending" -> "pending: not started yet";
      case "stopping", "stopped" -> state(instance) + ": does not run";
      case "shutting-down", "terminated" -> state(instance) + ": is no more";
      default -> state(instance) + ": a state that is not known here";
    };
  }

  static io.diffy.schemas.Instance named(GroupKey group, String version, Instance instance) {
    return new io.diffy.schemas.Instance(
        group,
        instance.instanceId(),
        new Cohort(instance.imageId(), version, instance.instanceTypeAsString()),
        new Address(
            instance.placement() == null ? "" : instance.placement().availabilityZone(),
            instance.privateDnsName(),
            instance.privateIpAddress()));
  }

  /** The value of a tag, empty when it has none. */
  static String tag(Instance instance, String key) {
    return instance.tags().stream()
        .filter(tag -> key.equals(tag.key()))
        .map(Tag::value)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }
}
