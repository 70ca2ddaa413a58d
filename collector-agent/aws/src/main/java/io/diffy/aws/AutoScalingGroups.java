package io.diffy.aws;

import io.diffy.plugin.Target;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance.Address;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;

/** The Auto Scaling Groups of an account and region, and their instances. */
record AutoScalingGroups(AwsClients clients, Consumer<String> notes) {
  static final int PAGE = 100;

  Optional<AutoScalingGroup> named(String name) {
    return groups(request -> request.autoScalingGroupNames(name))
        .filter(group -> name.equals(group.autoScalingGroupName()))
        .findFirst();
  }

  List<AutoScalingGroup> all() {
    return groups(request -> request.maxRecords(PAGE))
        .sorted(Comparator.comparing(AutoScalingGroup::autoScalingGroupName))
        .toList();
  }

  private Stream<AutoScalingGroup> groups(
      Consumer<DescribeAutoScalingGroupsRequest.Builder> asked) {
    return Pages.of(
            "Auto Scaling Groups",
            notes,
            token ->
                clients
                    .autoScaling()
                    .describeAutoScalingGroups(r -> r.applyMutation(asked).nextToken(token)),
            DescribeAutoScalingGroupsResponse::nextToken)
        .flatMap(page -> page.autoScalingGroups().stream());
  }

  /** The instances of a group, by id, each once. */
  List<Target> targets(AutoScalingGroup group, boolean standby) {
    SortedMap<String, Ec2Instances.Owned> known =
        new Ec2Instances(clients.ec2(), notes)
            .describe(group.instances().stream().map(Instance::instanceId).toList());
    return group.instances().stream()
        .sorted(Comparator.comparing(Instance::instanceId))
        .map(
            instance -> {
              Ec2Instances.Owned owned = known.get(instance.instanceId());
              return owned == null
                  ? unknown(group, instance, standby)
                  : target(group, instance, owned.instance(), standby);
            })
        .toList();
  }

  /** The account of a group, from its ARN: {@code arn:aws:autoscaling:region:account:…}. */
  static String account(AutoScalingGroup group) {
    String arn = group.autoScalingGroupARN() == null ? "" : group.autoScalingGroupARN();
    String[] parts = arn.split(":", 6);
    return parts.length == 6 ? parts[4] : "";
  }

  GroupKey key(AutoScalingGroup group) {
    return new GroupKey(account(group), clients.place().region(), group.autoScalingGroupName());
  }

  private Target target(
      AutoScalingGroup group,
      Instance instance,
      software.amazon.awssdk.services.ec2.model.Instance known,
      boolean standby) {
    String state = instance.lifecycleStateAsString();
    String skipped = AutoScalingLifecycle.skipped(state, standby);
    return new Target(
        Ec2Facts.named(key(group), LaunchVersions.of(group, instance), known),
        state,
        skipped.isEmpty() ? Ec2Facts.skipped(known) : skipped);
  }

  private Target unknown(AutoScalingGroup group, Instance instance, boolean standby) {
    String state = instance.lifecycleStateAsString();
    String skipped = AutoScalingLifecycle.skipped(state, standby);
    return new Target(
        new io.diffy.schemas.Instance(
            key(group),
            instance.instanceId(),
            new Cohort("", LaunchVersions.of(group, instance), instance.instanceType()),
            new Address(instance.availabilityZone(), "", "")),
        state,
        skipped.isEmpty() ? "EC2 does not know it any more" : skipped);
  }
}
