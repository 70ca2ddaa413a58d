package io.diffy.sink;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.meters.ServiceMetrics;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.topic.Topic;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.RegisteredBean;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What is delivered, and from where on. */
public final class SinkOptions {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

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

  @Option(
      names = "--test",
      fallbackValue = "true",
      description = "Try the way there, of webhook with a message that says so, and end.")
  private boolean test;

  private SinkPlugin plugin;
  private Dataset dataset;
  private String delivery;

  /** Whether it ends where the topic ends now. */
  public boolean untilEnd() {
    return untilEnd;
  }

  /** Says which sink is meant; complains of what can't be. */
  public void choose(String slug, PluginRegistry plugins) {
    plugin = plugins.choose(SinkPlugin.class, slug);
    dataset = dataset(plugin);
    delivery = name(slug, dataset);
    fromStart(plugin.habits());
  }

  /**
   * Delivers until it is stopped, or is at the end.
   *
   * @param shown the numbers of this process
   * @param started runs when the delivery begins
   */
  public void deliver(
      Cluster cluster,
      CommandContext context,
      ClusterOptions options,
      Progress progress,
      ServiceMetrics shown,
      Runnable started) {
    PluginContext given =
        PluginContexts.of(context, options.data())
            .with(cluster, options.topicPrefix())
            .of(plugin.info());
    String slug = plugin.info().slug();
    SinkPlan plan =
        new SinkPlan(
            delivery,
            slug,
            plugin.habits(),
            fromStart(plugin.habits()),
            untilEnd,
            () -> plugin.open(dataset, given));
    String group = options.topicPrefix() + "-sink-" + delivery;
    String read = topic(dataset, cluster.topics()).name();
    String where = told(slug, () -> plugin.where(dataset, given));
    SinkTalk talk =
        new SinkTalk(
            line -> {
              progress.idle();
              context.warn(line);
            },
            line -> context.say(line),
            text -> {
              if (text.isEmpty()) {
                progress.step("");
              } else {
                progress.detail(slug + ": " + text);
              }
            });
    SinkService service = OnExit.close(new SinkService(cluster, group, read, plan, talk));
    progress.idle();
    context.say(
        "Delivering %s at %s with %s%s, as %s.%s",
        read,
        cluster.bootstrapServers(),
        slug,
        where.isEmpty() ? "" : " to " + where,
        group,
        untilEnd ? "" : " Ctrl-C stops.");
    SinkMeters.show(shown, service.counts());
    started.run();
    run(service, plan);
  }

  /** Whether only the way to the target is tried. */
  public boolean test() {
    return test;
  }

  /** Tries the way to the target, without Kafka; fails when records could not be delivered. */
  public void test(CommandContext context, Path data) {
    String slug = plugin.info().slug();
    PluginContext given = PluginContexts.of(context, data).of(plugin.info());
    context.say("%s: %s.", slug, told(slug, () -> plugin.test(dataset, given)));
  }

  private static <T> T told(String slug, Supplier<T> work) {
    try {
      return work.get();
    } catch (PluginFailure e) {
      throw new CommandFailure(slug + ": " + e.getMessage(), e);
    }
  }

  private static void run(SinkService service, SinkPlan plan) {
    RegisteredBean metrics =
        RegisteredBean.of("io.diffy.sink:type=sink,name=", plan.name(), service.counts());
    try {
      told(
          plan.slug(),
          () -> {
            service.run();
            return service;
          });
    } finally {
      OnExit.forget(service);
      metrics.close();
    }
  }

  private Dataset dataset(SinkPlugin plugin) {
    for (Dataset dataset : plugin.habits().takes()) {
      if (dataset.word().equals(topic.toLowerCase(Locale.ROOT))) {
        return dataset;
      }
    }
    throw new UsageError(
        "--topic %s: %s takes %s"
            .formatted(
                topic,
                plugin.info().slug(),
                String.join(
                    ", ", plugin.habits().takes().stream().map(Dataset::word).sorted().toList())));
  }

  private boolean fromStart(SinkHabits habits) {
    return switch (from) {
      case "" -> habits.fromStart();
      case "start" -> true;
      case "now" -> false;
      default -> throw new UsageError("--from: start or now");
    };
  }

  private String name(String slug, Dataset dataset) {
    if (name.isEmpty()) {
      return dataset == Dataset.FINDINGS ? slug : slug + "-" + dataset.word();
    }
    if (!NAME.matcher(name).matches()) {
      throw new UsageError("--name: lower-case letters, digits and single dashes only");
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
}
