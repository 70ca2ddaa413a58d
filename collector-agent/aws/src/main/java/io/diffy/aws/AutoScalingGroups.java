package io.diffy.aws;

import io.diffy.plugin.Target;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance.Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/** The Auto Scaling Groups of an account and region, and their instances. */
final class AutoScalingGroups {
  /** The most of a page. */
  static final int PAGE = 100;

  private final AwsClients clients;

  AutoScalingGroups(AwsClients clients) {
    this.clients = clients;
  }

  Optional<AutoScalingGroup> named(String name) {
    DescribeAutoScalingGroupsRequest request =
        DescribeAutoScalingGroupsRequest.builder().autoScalingGroupNames(name).build();
    return StreamSupport.stream(
            clients
                .autoScaling()
                .describeAutoScalingGroupsPaginator(request)
                .autoScalingGroups()
                .spliterator(),
            false)
        .filter(group -> name.equals(group.autoScalingGroupName()))
        .findFirst();
  }

  /** All of them, by name. */
  List<AutoScalingGroup> all() {
    DescribeAutoScalingGroupsRequest request =
        DescribeAutoScalingGroupsRequest.builder().maxRecords(PAGE).build();
    return StreamSupport.stream(
            clients
                .autoScaling()
                .describeAutoScalingGroupsPaginator(request)
                .autoScalingGroups()
                .spliterator(),
            false)
        .sorted(Comparator.comparing(AutoScalingGroup::autoScalingGroupName))
        .toList();
  }

  /** The instances of a group, by id, each once. */
  List<Target> targets(AutoScalingGroup group, boolean standby) {
    SortedMap<String, Ec2Instances.Owned> known =
        new Ec2Instances(clients.ec2())
            .describe(group.instances().stream().map(Instance::instanceId).toList());
    return group.instances().stream()
        .sorted(Comparator.comparing(Instance::instanceId))
        .map(
            instance ->
                target(
                    group,
                    instance,
                    Optional.ofNullable(known.get(instance.instanceId())),
                    standby))
        .toList();
  }

  /** The account of a group, from its ARN: {@code arn:aws:autoscaling:region:account:…}. */
  static String account(AutoScalingGroup group) {
    String arn = group.autoScalingGroupARN() == null ? "" : group.autoScalingGroupARN();
    String[] parts = arn.split(":", 6);
    return parts.length == 6 ? parts[4] : "";
  }

  private Target target(
      AutoScalingGroup group,
      Instance instance,
      Optional<Ec2Instances.Owned> known,
      boolean standby) {
    String state = instance.lifecycleStateAsString();
    String byState = AutoScalingLifecycle.skipped(state, standby);
    String skipped =
        byState.isEmpty()
            ? known
                .map(owned -> Ec2Facts.skipped(owned.instance()))
                .orElse("EC2 does not know it any more")
            : byState;
    return new Target(named(group, instance, known), state, skipped);
  }

  private io.diffy.schemas.Instance named(
      AutoScalingGroup group, Instance instance, Optional<Ec2Instances.Owned> known) {
    GroupKey key =
        new GroupKey(account(group), clients.place().region(), group.autoScalingGroupName());
    String version = LaunchVersions.of(group, instance);
    return known
        .map(owned -> Ec2Facts.named(key, version, owned.instance()))
        .orElseGet(
            () ->
                new io.diffy.schemas.Instance(
                    key,
                    instance.instanceId(),
                    new Cohort("", version, instance.instanceType()),
                    new Address(instance.availabilityZone(), "", "")));
  }
}
