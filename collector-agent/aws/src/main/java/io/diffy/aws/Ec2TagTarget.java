package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.GroupKey;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The instances that have a tag. The key is {@code tag=value}, or {@code account:region:tag=value};
 * the group is called {@code tag=value}.
 */
public final class Ec2TagTarget implements TargetPlugin {
  /** AWS writes the launch template's version there, on instances that came from one. */
  private static final String VERSION_TAG = "aws:ec2launchtemplate:version";

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
        this, "ec2-tag", "EC2 tag", "Finds the EC2 instances that have a tag.");
  }

  @Override
  public List<Target> find(Query query, PluginContext context) {
    TargetKey key = TargetKey.of(query);
    int equals = key.name().indexOf('=');
    if (equals < 1) {
      throw new PluginFailure("which tag? Give tag=value, not \"" + key.name() + "\"");
    }
    AwsPlace place = AwsAccounts.of(context).place(key.account(), key.region());
    Ec2Instances instances =
        new Ec2Instances(AwsClients.shared(place, context).ec2(), context.notes());
    List<Target> targets;
    try {
      targets =
          instances
              .tagged(key.name().substring(0, equals), key.name().substring(equals + 1))
              .values()
              .stream()
              .map(owned -> target(key.name(), place.region(), owned))
              .toList();
    } catch (SdkException e) {
      throw AwsFailure.of("describing the instances with " + key.name(), place, e);
    }
    if (targets.isEmpty()) {
      throw new PluginFailure("no instance has the tag " + key.name() + " in " + place);
    }
    return targets;
  }

  private static Target target(String group, String region, Ec2Instances.Owned owned) {
    String version = Ec2Facts.tag(owned.instance(), VERSION_TAG);
    return new Target(
        Ec2Facts.named(new GroupKey(owned.account(), region, group), version, owned.instance()),
        Ec2Facts.state(owned.instance()),
        Ec2Facts.skipped(owned.instance()));
  }
}
