package io.diffy.standalone.continuous;

import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.pack.Pack;
import io.diffy.standalone.OnExit;
import io.diffy.standalone.Shell;
import io.diffy.standalone.broker.TopicAdmin;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.cluster.DataFolder;
import io.diffy.standalone.plugin.PluginContexts;
import io.diffy.standalone.plugin.PluginOptions;
import io.diffy.standalone.plugin.PluginRegistry;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Collecting groups on and on, instead of reading files. */
public final class GroupsOptions {
  private static final int MOST_AT_ONCE = 64;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

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

  /** Whether groups are to be collected. */
  public boolean chosen() {
    return file != null;
  }

  /** Collects until it is closed. */
  public void collect(Shell shell, ClusterOptions cluster, PluginOptions plugins, Pack pack) {
    if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
      throw new ParameterException(spec.commandLine(), "--at-once: 1 to " + MOST_AT_ONCE);
    }
    List<GroupPlan> groups = GroupsFile.read(file);
    List<PluginRegistry> registries = new ArrayList<>();
    registries.add(plugins.load(shell, cluster.data()));
    groups.forEach(group -> requirePlugins(group, registries.get(0)));
    try (Progress progress = new Progress(shell.screen());
        Cluster kafka = Cluster.existing(cluster, shell, progress)) {
      progress.idle();
      ensureTopic(kafka);
      while (registries.size() < Math.min(atOnce, groups.size())) {
        registries.add(plugins.load(shell, cluster.data()));
      }
      collect(shell, cluster, kafka, groups, registries, pack);
    }
  }

  private static void collect(
      Shell shell,
      ClusterOptions options,
      Cluster kafka,
      List<GroupPlan> groups,
      List<PluginRegistry> registries,
      Pack pack) {
    ObservationPublisher.Limits limits = ObservationPublisher.Limits.DEFAULT;
    ObservationPublisher publisher =
        ObservationPublisher.open(kafka.kafka(), kafka.topics(), limits);
    MeterRegistry registry = new SimpleMeterRegistry();
    List<String> names = groups.stream().map(GroupPlan::name).toList();
    GroupMetrics metrics = new GroupMetrics(registry, shell.clock(), names);
    List<GroupMBean> beans =
        names.stream().map(name -> GroupMBean.register(registry, name)).toList();
    Workers workers =
        new Workers(
            registries,
            PluginContexts.of(shell, options.data()),
            publisher,
            shell.clock(),
            new BegunRuns(new DataFolder(options.data()).pluginState("collector-runs")),
            (plan, ended) -> {
              metrics.ended(plan.name(), ended.result());
              say(
                  shell,
                  "%s every %d s, due %s: %s"
                      .formatted(
                          plan.name(),
                          ended.slot().intervalSeconds(),
                          ended.slot().due(),
                          ended.result()));
            });
    GroupCollector.Terms terms =
        new GroupCollector.Terms(
            groups,
            pack,
            options.topicPrefix() + "-collectors",
            limits,
            GroupCollector.Terms.STOPPING);
    try (GroupCollector collector =
        new GroupCollector(
            terms, kafka, workers, publisher, shell.clock(), metrics, line -> say(shell, line))) {
      OnExit.close(collector);
      try {
        say(
            shell,
            "%d groups, %d queries, at most %d groups at once, to %s. Ctrl-C stops."
                .formatted(
                    groups.size(),
                    pack.queries().size(),
                    registries.size(),
                    kafka.bootstrapServers()));
        collector.run();
      } finally {
        OnExit.forget(collector);
        beans.forEach(GroupMBean::close);
      }
    }
  }

  /** Throws before anything is asked. */
  private static void requirePlugins(GroupPlan group, PluginRegistry plugins) {
    plugins.choose(TargetPlugin.class, group.target());
    plugins.choose(PayloadPlugin.class, group.payload());
    plugins.choose(CollectionPlugin.class, group.collection());
  }

  /** A cluster of an earlier version lacks it. */
  private static void ensureTopic(Cluster kafka) {
    try (Admin admin = kafka.admin()) {
      new TopicAdmin(admin).ensure(List.of(kafka.topics().collectors()), Map.of());
    }
  }

  private static void say(Shell shell, String line) {
    shell.screen().out().println(Terminal.safe(line));
    shell.screen().out().flush();
  }
}
