package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/**
 * The instances of an Auto Scaling Group. The key is its name, or {@code account:region:name}.
 *
 * <p>Setting {@code standby}: {@code true} asks instances in standby too.
 */
public final class AutoScalingTarget implements TargetPlugin {

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            "auto-scaling",
            "Auto Scaling Group",
            "Finds the instances of an AWS Auto Scaling Group.")
        .reading("standby");
  }

  @Override
  public List<Target> find(Query query, PluginContext context) {
    TargetKey key = TargetKey.of(query);
    if (key.name().isBlank()) {
      throw new PluginFailure("which Auto Scaling Group? The name is empty");
    }
    AwsPlace place = AwsAccounts.of(context).place(key.account(), key.region());
    boolean standby = PluginSettings.of(this, context).flag("standby", false);
    AutoScalingGroups groups =
        new AutoScalingGroups(AwsClients.shared(place, context), context.notes());
    try {
      AutoScalingGroup group =
          groups
              .named(key.name())
              .orElseThrow(
                  () ->
                      new PluginFailure(
                          "no Auto Scaling Group \"" + key.name() + "\" in " + place));
      checkAccount(key.account(), group);
      return groups.targets(group, standby);
    } catch (SdkException e) {
      throw AwsFailure.of("describing the Auto Scaling Group \"" + key.name() + "\"", place, e);
    }
  }

  /** A group of the same name in the wrong account is the wrong group. */
  private static void checkAccount(String asked, AutoScalingGroup group) {
    String found = AutoScalingGroups.account(group);
    if (asked.matches("[0-9]{12}") && !found.isEmpty() && !asked.equals(found)) {
      throw new PluginFailure(
          "the credentials belong to account %s, not %s; see aws.accounts for how to get into another"
              .formatted(found, asked));
    }
  }
}
