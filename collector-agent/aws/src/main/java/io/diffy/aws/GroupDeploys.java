package io.diffy.aws;

import io.diffy.plugin.InventoryPlugin.Deploy;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeInstanceRefreshesResponse;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;

/** The deploys of one account and region that were complete at a time or later. */
record GroupDeploys(AwsClients clients, Consumer<String> notes, Instant since, Duration rollout) {

  List<Deploy> find() {
    List<Deploy> deploys = new ArrayList<>();
    for (AutoScalingGroup group : new AutoScalingGroups(clients, notes).all()) {
      List<InstanceRefresh> refreshes = refreshes(group);
      refreshes.stream()
          .filter(DeployRule::isComplete)
          .filter(refresh -> !refresh.endTime().isBefore(since))
          .forEach(refresh -> deploys.add(refreshed(group, refresh)));
      newVersion(group, refreshes).ifPresent(deploys::add);
    }
    return deploys;
  }

  private List<InstanceRefresh> refreshes(AutoScalingGroup group) {
    return Pages.of(
            "instance refreshes of " + group.autoScalingGroupName(),
            notes,
            token ->
                clients
                    .autoScaling()
                    .describeInstanceRefreshes(
                        request ->
                            request
                                .autoScalingGroupName(group.autoScalingGroupName())
                                .maxRecords(AutoScalingGroups.PAGE)
                                .nextToken(token)),
            DescribeInstanceRefreshesResponse::nextToken)
        .flatMap(page -> page.instanceRefreshes().stream())
        .toList();
  }

  private Deploy refreshed(AutoScalingGroup group, InstanceRefresh refresh) {
    String version =
        Optional.ofNullable(refresh.desiredConfiguration())
            .map(DesiredConfiguration::launchTemplate)
            .map(LaunchTemplateSpecification::version)
            .filter(number -> !number.startsWith("$"))
            .orElseGet(() -> inService(group));
    return deploy(
        group,
        version,
        refresh.endTime(),
        "instance refresh " + refresh.instanceRefreshId() + " ended: " + refresh.statusAsString());
  }

  /** The version of all instances in service; empty when they have several. */
  private static String inService(AutoScalingGroup group) {
    List<String> versions =
        inServiceInstances(group)
            .map(instance -> LaunchVersions.of(group, instance))
            .distinct()
            .toList();
    return versions.size() == 1 ? versions.get(0) : "";
  }

  private static Stream<Instance> inServiceInstances(AutoScalingGroup group) {
    return group.instances().stream()
        .filter(instance -> instance.lifecycleStateAsString().equals("InService"));
  }

  private Optional<Deploy> newVersion(AutoScalingGroup group, List<InstanceRefresh> refreshes) {
    Optional<LaunchTemplateSpecification> template = LaunchVersions.template(group);
    Optional<LaunchTemplateVersion> version = template.flatMap(this::current);
    if (version.isEmpty() || version.get().createTime().plus(rollout).isBefore(since)) {
      return Optional.empty();
    }
    Instant made = version.get().createTime();
    String number = String.valueOf(version.get().versionNumber());
    List<String> running =
        inServiceInstances(group)
            .filter(instance -> instance.launchTemplate() != null)
            .filter(instance -> LaunchVersions.same(template.get(), instance.launchTemplate()))
            .filter(instance -> number.equals(instance.launchTemplate().version()))
            .map(Instance::instanceId)
            .toList();
    List<Instant> launched =
        new Ec2Instances(clients.ec2(), notes)
            .describe(running).values().stream()
                .map(owned -> owned.instance().launchTime())
                .toList();
    return DeployRule.inService(made, launched, refreshes, rollout)
        .filter(at -> !at.isBefore(since))
        .map(
            at ->
                deploy(
                    group,
                    number,
                    at,
                    "launch template version " + number + " of " + made + " came into service"));
  }

  /** The version the group launches now, behind {@code $Latest} and {@code $Default} too. */
  private Optional<LaunchTemplateVersion> current(LaunchTemplateSpecification template) {
    DescribeLaunchTemplateVersionsRequest.Builder request =
        DescribeLaunchTemplateVersionsRequest.builder()
            .versions(template.version() == null ? "$Default" : template.version());
    if (template.launchTemplateId() != null) {
      request.launchTemplateId(template.launchTemplateId());
    } else {
      request.launchTemplateName(template.launchTemplateName());
    }
    try {
      return clients
          .ec2()
          .describeLaunchTemplateVersions(request.build())
          .launchTemplateVersions()
          .stream()
          .findFirst();
    } catch (Ec2Exception e) {
      // A group outlives its template: then there is no new version of it.
      if (AwsFailure.code(e).startsWith("InvalidLaunchTemplate")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Deploy deploy(AutoScalingGroup group, String version, Instant at, String reason) {
    GroupKey key = new AutoScalingGroups(clients, notes).key(group);
    return new Deploy(key, key.toString(), version, at, reason);
  }
}
