package io.diffy.ondemand;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginCalls;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import java.util.List;

/**
 * The three plugins that ask a group, each called so that its failure is a sentence.
 *
 * @param target finds its instances
 * @param payload makes what runs there
 * @param collection has it run
 */
public record GroupPlugins(
    TargetPlugin target,
    PayloadPlugin payload,
    CollectionPlugin collection,
    PluginContexts contexts) {

  /** By their slugs. */
  public static GroupPlugins choose(
      PluginRegistry plugins,
      String target,
      String payload,
      String collection,
      PluginContexts contexts) {
    return new GroupPlugins(
        plugins.choose(TargetPlugin.class, target),
        plugins.choose(PayloadPlugin.class, payload),
        plugins.choose(CollectionPlugin.class, collection),
        contexts);
  }

  /** The instances that the key stands for. */
  public List<Target> find(TargetPlugin.Query query) {
    return PluginCalls.call(target, () -> target.find(query, contexts.of(target.info())));
  }

  /** What is to run on them. */
  public Payload make(PayloadPlugin.Order order) {
    return PluginCalls.call(payload, () -> payload.make(order, contexts.of(payload.info())));
  }

  /** What would be sent where. */
  List<String> plan(CollectionPlugin.Order order) {
    return PluginCalls.call(
        collection, () -> collection.plan(order, contexts.of(collection.info())));
  }

  /** Has it run; one result for each instance, whatever the plugin forgot. */
  public List<InstanceResult> ask(
      CollectionPlugin.Order order, CollectionPlugin.Listener listener, PluginContext.Stop stop) {
    PluginContext context = contexts.stoppedBy(stop).of(collection.info());
    return CollectedAnswers.oneEach(
        order.targets(),
        collection.info().slug(),
        PluginCalls.call(collection, () -> collection.collect(order, listener, context)));
  }
}
