package io.diffy.continuous;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.baseline.BaselineChecks;
import io.diffy.baseline.BaselineKeeper;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.DataFolder;
import io.diffy.cluster.TopicAdmin;
import io.diffy.meters.ServiceMetrics;
import io.diffy.plugin.InventoryPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginOptions;
import io.diffy.registry.PluginRegistry;
import io.diffy.registry.SavedRun;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.OnExit;
import io.diffy.service.RegisteredBean;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import io.diffy.view.TimeText;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** Collecting groups on and on, instead of reading files. */
public final class GroupsOptions {
  private static final int MOST_AT_ONCE = 64;

  @Option(
      names = "--groups",
      paramLabel = "FILE",
      description =
          "Instead of FILE: collect the groups of this file through plugins, each query of the pack at its interval, until Ctrl-C. "
              + "Several collectors with the same --topic-prefix share the groups.")
  private Path file;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "With --groups: so many groups are asked at the same time. Default: ${DEFAULT-VALUE}")
  private int atOnce;

  @Option(
      names = "--inventory-plugin",
      paramLabel = "SLUG",
      description =
          "With --groups: take the baseline of each group that it knows to be deployed, once.")
  private String inventory = "";

  @Option(
      names = "--inventory-every",
      paramLabel = "SPAN",
      defaultValue = "5m",
      description = "How long between two looks at it. Default: ${DEFAULT-VALUE}")
  private String inventoryEvery;

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      defaultValue = "1d",
      description = "How long ago a deploy may be. Default: ${DEFAULT-VALUE}")
  private String since;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of so many instances of each image and type its baseline is taken. Default: ${DEFAULT-VALUE}")
  private int instances;

  /** Whether groups are to be collected. */
  public boolean chosen() {
    return file != null;
  }

  /**
   * Collects until it is closed.
   *
   * @param shown the numbers of this process
   * @param started runs when Kafka was reached and the groups are known
   */
  public void collect(
      CommandContext context,
      ClusterOptions cluster,
      PluginOptions plugins,
      Pack pack,
      ServiceMetrics shown,
      Runnable started) {
    if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
      throw new UsageError("--at-once: 1 to " + MOST_AT_ONCE);
    }
    Inventory.Terms terms =
        new Inventory.Terms(
            UsageError.parse("--inventory-every", inventoryEvery, TimeText::span),
            UsageError.parse("--since", since, TimeText::span),
            instances);
    List<GroupPlan> groups = GroupsFile.read(file);
    List<PluginRegistry> registries = new ArrayList<>();
    registries.add(plugins.load(context, cluster.data()));
    PluginContexts contexts = PluginContexts.of(context, cluster.data());
    // Throws before anything is asked.
    groups.forEach(group -> group.choose(registries.get(0), contexts));
    Optional<InventoryPlugin> known =
        Optional.of(inventory)
            .filter(slug -> !slug.isEmpty())
            // From a registry of its own: the others are asked by other threads.
            .map(slug -> plugins.load(context, cluster.data()).choose(InventoryPlugin.class, slug));
    try (Progress progress = new Progress(context.screen());
        Cluster kafka = Cluster.existing(cluster, context, progress)) {
      progress.idle();
      ensureTopic(kafka);
      started.run();
      while (registries.size() < Math.min(atOnce, groups.size())) {
        registries.add(plugins.load(context, cluster.data()));
      }
      collect(
          context,
          cluster,
          kafka,
          groups,
          registries,
          known.map(plugin -> new Inventory(plugin, contexts, kafka, terms)),
          pack,
          shown);
    }
  }

  private static void collect(
      CommandContext context,
      ClusterOptions options,
      Cluster kafka,
      List<GroupPlan> groups,
      List<PluginRegistry> registries,
      Optional<Inventory> inventory,
      Pack pack,
      ServiceMetrics shown) {
    ObservationPublisher.Limits limits = ObservationPublisher.Limits.DEFAULT;
    ObservationPublisher publisher =
        ObservationPublisher.open(kafka.kafka(), kafka.topics(), limits);
    PublisherMeters.show(shown, publisher::metrics);
    MeterRegistry registry = shown.registry();
    List<String> names = groups.stream().map(GroupPlan::name).toList();
    GroupMetrics metrics = new GroupMetrics(registry, context.clock(), names);
    List<RegisteredBean> beans =
        names.stream().map(name -> GroupMBean.register(registry, name)).toList();
    PluginContexts contexts = PluginContexts.of(context, options.data());
    RunWorkers workers =
        new RunWorkers(
            registries,
            contexts,
            publisher,
            context.clock(),
            new UnfinishedRuns(new DataFolder(options.data()).pluginState("collector-runs")),
            new BaselineKeeper(
                kafka,
                "diffy collector",
                new SavedRun(List.of(), contexts, context),
                context.screen(),
                BaselineChecks.unattended(context.clock(), pack)),
            new GroupRunLog(metrics, line -> context.say(line)));
    GroupCollector.Terms terms =
        new GroupCollector.Terms(
            groups,
            pack,
            options.topicPrefix() + "-collectors",
            sent ->
                sent.inFlight() >= limits.maxRecords() || sent.bytesInFlight() >= limits.maxBytes(),
            GroupCollector.Terms.STOPPING,
            limits.closeTimeout());
    try (GroupCollector collector =
        new GroupCollector(
            terms,
            kafka,
            workers,
            publisher,
            inventory,
            context.clock(),
            metrics,
            line -> context.say(line))) {
      OnExit.close(collector);
      try {
        context.say(
            "%d groups, %d queries, at most %d groups at once, to %s. Ctrl-C stops.",
            groups.size(), pack.queries().size(), registries.size(), kafka.bootstrapServers());
        collector.run();
      } finally {
        OnExit.forget(collector);
        beans.forEach(RegisteredBean::close);
      }
    }
  }

  /** A cluster of an earlier version lacks it. */
  private static void ensureTopic(Cluster kafka) {
    try (Admin admin = kafka.admin()) {
      new TopicAdmin(admin).ensure(List.of(kafka.topics().collectors()), Map.of());
    }
  }
}
