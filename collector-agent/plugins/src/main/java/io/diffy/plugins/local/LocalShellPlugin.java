package io.diffy.plugins.local;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginSettings;
import io.diffy.plugin.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Runs the payload with /bin/sh on this host. Other instances can't be reached; they are skipped
 * with that reason. Settings: {@code instance-id}, for a host that can't know its own.
 */
public final class LocalShellPlugin implements CollectionPlugin {
  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(this, "local-shell", "Local shell", "Runs the payload on this host.")
        .reading("instance-id");
  }

  @Override
  public List<InstanceResult> collect(Order order, Listener listener, PluginContext context) {
    String own = LocalInstance.id(PluginSettings.of(this, context));
    List<Target> targets =
        order.targets().stream()
            .sorted(Comparator.comparing(target -> target.instance().instanceId()))
            .toList();
    int asked = (int) targets.stream().filter(Target::collectable).count();
    int done = 0;
    List<InstanceResult> results = new ArrayList<>();
    for (Target target : targets) {
      InstanceResult result = result(target, own, order, context);
      results.add(result);
      listener.done(result);
      if (target.collectable()) {
        done++;
        listener.progress(done, asked);
      }
    }
    return results;
  }

  @Override
  public List<String> plan(Order order, PluginContext context) {
    String own = LocalInstance.id(PluginSettings.of(this, context));
    List<String> lines = new ArrayList<>();
    for (Target target : order.targets()) {
      String id = target.instance().instanceId();
      if (!target.collectable()) {
        lines.add("skip %s: %s".formatted(id, target.skipped()));
      } else if (id.equals(own)) {
        lines.add(
            "run /bin/sh on %s, this host, for at most %d s: a script of %d bytes"
                .formatted(
                    id,
                    order.patience().toSeconds(),
                    order.payload().script().getBytes(StandardCharsets.UTF_8).length));
        order.payload().shown().lines().map(line -> "  " + line).forEach(lines::add);
      } else {
        lines.add("skip %s: %s".formatted(id, notThisHost(own)));
      }
    }
    return lines;
  }

  private static InstanceResult result(
      Target target, String own, Order order, PluginContext context) {
    if (!target.collectable()) {
      return InstanceResult.without(target, InstanceOutcome.SKIPPED, target.skipped());
    }
    if (!target.instance().instanceId().equals(own)) {
      return InstanceResult.without(target, InstanceOutcome.UNDELIVERABLE, notThisHost(own));
    }
    return new LocalRun(target, order, context).result();
  }

  private static String notThisHost(String own) {
    return "local-shell reaches only the host it runs on, which is " + own;
  }
}
