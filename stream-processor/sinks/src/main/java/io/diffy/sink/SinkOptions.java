package io.diffy.sink;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginOptions;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Terminal;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is delivered, and from where on. */
public final class SinkOptions {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "findings",
      description =
          "findings, observations, baselines, exceptions, control or evaluations. Default: ${DEFAULT-VALUE}")
  private String topic;

  @Option(
      names = "--from",
      paramLabel = "start|now",
      description =
          "Where a delivery begins that never ran before. Default: the start; of webhook, now.")
  private String from = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "Its place on the topic is remembered under <prefix>-sink-NAME; those of one name share the work. Default: SLUG, with the topic when it is not findings.")
  private String name = "";

  @Option(
      names = "--until-end",
      fallbackValue = "true",
      description = "Deliver what the topic holds now, and end.")
  private boolean untilEnd;

  /**
   * Delivers until it is stopped, or is at the end.
   *
   * @param started runs when the delivery begins
   */
  public void deliver(
      String slug,
      CommandContext shell,
      ClusterOptions clusterOptions,
      PluginOptions plugins,
      Runnable started) {
    SinkPlugin plugin = plugins.load(shell, clusterOptions.data()).choose(SinkPlugin.class, slug);
    Dataset dataset = dataset(plugin);
    SinkHabits habits = plugin.habits();
    try (Progress progress = new Progress(shell.screen());
        Cluster cluster =
            untilEnd
                ? Cluster.open(clusterOptions, shell, progress)
                : Cluster.existing(clusterOptions, shell, progress)) {
      PluginContext context =
          PluginContexts.of(shell, clusterOptions.data())
              .with(cluster, clusterOptions.topicPrefix())
              .of(plugin.info());
      SinkPlan plan =
          new SinkPlan(
              name(slug, dataset),
              slug,
              dataset,
              habits,
              fromStart(habits),
              untilEnd,
              () -> plugin.open(dataset, context));
      String group = clusterOptions.topicPrefix() + "-sink-" + plan.name();
      String read = topic(dataset, cluster.topics()).name();
      SinkService service =
          OnExit.close(
              new SinkService(
                  cluster,
                  group,
                  read,
                  plan,
                  line -> shell.screen().note("diffy: " + Terminal.safe(line))));
      progress.idle();
      shell
          .screen()
          .out()
          .println(
              Terminal.safe(
                  "Delivering %s at %s with %s, as %s.%s"
                      .formatted(
                          read,
                          cluster.bootstrapServers(),
                          slug,
                          group,
                          untilEnd ? "" : " Ctrl-C stops.")));
      started.run();
      run(service, plan, shell);
    }
  }

  private static void run(SinkService service, SinkPlan plan, CommandContext shell) {
    SinkMBean metrics = SinkMBean.register(plan.name(), service.counts());
    try {
      service.run();
    } catch (PluginFailure e) {
      throw new CommandFailure(plan.slug() + ": " + e.getMessage(), e);
    } finally {
      OnExit.forget(service);
      metrics.close();
      shell.screen().out().println(service.counts() + ".");
    }
  }

  private Dataset dataset(SinkPlugin plugin) {
    for (Dataset dataset : plugin.habits().takes()) {
      if (dataset.word().equals(topic.toLowerCase(Locale.ROOT))) {
        return dataset;
      }
    }
    throw usage(
        "--topic %s: %s takes %s"
            .formatted(
                topic,
                plugin.info().slug(),
                plugin.habits().takes().stream()
                    .map(Dataset::word)
                    .sorted()
                    .collect(Collectors.joining(", "))));
  }

  private boolean fromStart(SinkHabits habits) {
    return switch (from) {
      case "" -> habits.fromStart();
      case "start" -> true;
      case "now" -> false;
      default -> throw usage("--from: start or now");
    };
  }

  private String name(String slug, Dataset dataset) {
    if (name.isEmpty()) {
      return dataset == Dataset.FINDINGS ? slug : slug + "-" + dataset.word();
    }
    if (!NAME.matcher(name).matches()) {
      throw usage("--name: lower-case letters, digits and single dashes only");
    }
    return name;
  }

  private static Topic<?> topic(Dataset dataset, Topics topics) {
    return switch (dataset) {
      case FINDINGS -> topics.findings();
      case OBSERVATIONS -> topics.observations();
      case BASELINES -> topics.baselines();
      case EXCEPTIONS -> topics.exceptions();
      case CONTROL -> topics.control();
      case EVALUATIONS -> topics.evaluations();
      case AUDIT -> topics.audit();
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
