package io.diffy.aws;

import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;

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
      return or(instance.launchConfigurationName(), "");
    }
    boolean own = template(group).map(of -> same(of, template)).orElse(true);
    String version = or(template.version(), "");
    return own
        ? version
        : or(template.launchTemplateName(), or(template.launchTemplateId(), "")) + ":" + version;
  }

  /** The group's own template, which stands elsewhere when it has a mixed instances policy. */
  static Optional<LaunchTemplateSpecification> template(AutoScalingGroup group) {
    if (group.launchTemplate() != null) {
      return Optional.of(group.launchTemplate());
    }
    return Optional.ofNullable(group.mixedInstancesPolicy())
        .flatMap(policy -> Optional.ofNullable(policy.launchTemplate()))
        .flatMap(template -> Optional.ofNullable(template.launchTemplateSpecification()));
  }

  /** By id where both have one; AWS gives id and name, a person may have given one of them. */
  static boolean same(LaunchTemplateSpecification one, LaunchTemplateSpecification other) {
    if (one.launchTemplateId() != null && other.launchTemplateId() != null) {
      return one.launchTemplateId().equals(other.launchTemplateId());
    }
    return one.launchTemplateName() != null
        && one.launchTemplateName().equals(other.launchTemplateName());
  }

  private static String or(String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
