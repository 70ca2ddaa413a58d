package io.diffy.aws;

import static java.util.Objects.requireNonNullElse;

import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplate;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;

/** What instances were launched from: it tells the cohorts of a group apart. */
final class LaunchVersions {
  private LaunchVersions() {}

  /**
   * The version of the group's own launch template, such as {@code 7}. An instance of another
   * template, by an override of the group's mixed instances policy, has {@code name:7}; one of a
   * launch configuration has the configuration's name.
   */
  static String of(AutoScalingGroup group, Instance instance) {
    LaunchTemplateSpecification template = instance.launchTemplate();
    if (template == null) {
      return requireNonNullElse(instance.launchConfigurationName(), "");
    }
    boolean own = template(group).map(of -> same(of, template)).orElse(true);
    String version = requireNonNullElse(template.version(), "");
    return own
        ? version
        : requireNonNullElse(
                template.launchTemplateName(), requireNonNullElse(template.launchTemplateId(), ""))
            + ":"
            + version;
  }

  /** The group's own template, which stands elsewhere when it has a mixed instances policy. */
  static Optional<LaunchTemplateSpecification> template(AutoScalingGroup group) {
    if (group.launchTemplate() != null) {
      return Optional.of(group.launchTemplate());
    }
    return Optional.ofNullable(group.mixedInstancesPolicy())
        .map(MixedInstancesPolicy::launchTemplate)
        .map(LaunchTemplate::launchTemplateSpecification);
  }

  /** By id where both have one; AWS gives id and name, a person may have given one of them. */
  static boolean same(LaunchTemplateSpecification one, LaunchTemplateSpecification other) {
    if (one.launchTemplateId() != null && other.launchTemplateId() != null) {
      return one.launchTemplateId().equals(other.launchTemplateId());
    }
    return one.launchTemplateName() != null
        && one.launchTemplateName().equals(other.launchTemplateName());
  }
}
