package io.diffy.aws;

import io.diffy.plugin.InventoryPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The Auto Scaling Groups of all accounts and regions that were deployed: whose instance refresh
 * finished, or whose launch template's new version came into service.
 *
 * <p>An account that can't be asked fails the poll: the caller polls again from the same time, and
 * no deploy is lost.
 *
 * <p>Setting {@code rollout-days}: a version that comes into service later than this many days
 * after it was made is no deploy; 7.
 */
public final class AutoScalingInventory implements InventoryPlugin {
  private static final Comparator<Deploy> OLDEST_FIRST =
      Comparator.comparing(Deploy::at)
          .thenComparing(Deploy::group)
          .thenComparing(Deploy::version)
          .thenComparing(Deploy::reason);

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            "auto-scaling",
            "Auto Scaling deploys",
            "Finds groups with a new launch template version or a finished instance refresh.")
        .reading("rollout-days");
  }

  @Override
  public List<Deploy> poll(Instant since, PluginContext context) {
    Duration rollout =
        Duration.ofDays(PluginSettings.of(this, context).number("rollout-days", 7, 0, 999));
    List<Deploy> deploys = new ArrayList<>();
    for (AwsPlace place : AwsAccounts.of(context).all()) {
      try {
        deploys.addAll(
            new GroupDeploys(AwsClients.shared(place, context), context.notes(), since, rollout)
                .find());
      } catch (SdkException e) {
        throw AwsFailure.of("looking for deploys", place, e);
      }
    }
    deploys.sort(OLDEST_FIRST);
    return List.copyOf(deploys);
  }
}
